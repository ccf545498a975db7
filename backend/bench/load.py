"""Requests made beforehand, sent by several clients at once, each waiting for its answer.

`http.client` on one connection a client: it costs the machine, which the server shares, less than
any better client.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """A POST, ready to go."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(slots=True)
class Client:
    """One connection and what came of it. `taken` are seconds, one for each answer."""

    address: str
    requests: Sequence[Request]
    taken: list[float] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    failed: str = ""

    def run(self, seconds: float) -> None:
        parts = urlsplit(self.address)
        line = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        ends = time.monotonic() + seconds
        try:
            line.connect()
            for request in self.requests:
                if time.monotonic() > ends:
                    return
                self._send(line, request)
        except OSError as error:
            self.failed = f"{type(error).__name__} {error}"
        finally:
            line.close()

    def _send(self, line: HTTPConnection, request: Request) -> None:
        begun = time.perf_counter()
        line.request("POST", request.path, request.body, request.headers)
        answer = line.getresponse()
        body = answer.read()
        self.taken.append(time.perf_counter() - begun)
        self.answers.append(body)
        if answer.status not in (200, 201):
            raise OSError(f"answered {answer.status}")


def drive(clients: Sequence[Client], seconds: float) -> float:
    """Run all at once for at most so long; the seconds it took. Raises OSError when one failed."""
    threads = [threading.Thread(target=each.run, args=(seconds,)) for each in clients]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    if failed := [each.failed for each in clients if each.failed]:
        raise OSError(f"a client of the bench failed: {failed[0]}")
    return took
