"""`python -m backend.bench.wire --port N --seconds S`: sends what it is given, each request when
the one before it is answered, over one connection a client.

One thread, raw sockets and no library, in a process of its own: what it costs is little, and is the
same whoever answers. Standard input holds one line of JSON, the length of every request by client,
and then the requests, byte for byte as they go out; standard output the same of the answers.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from backend.bench.load import Request

_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What one client got, in order. `taken` are seconds, one for each."""

    taken: list[float]
    bodies: list[bytes]


@dataclass(frozen=True, slots=True)
class Driven:
    """All that was answered, and the seconds it took from the first request to the last answer."""

    seconds: float
    clients: list[Answers]


def drive(address: str, clients: Sequence[Sequence[Request]], seconds: float) -> Driven:
    """Send each client's requests, for at most so long. Raises OSError when one was refused."""
    parts = urlsplit(address)
    raw = [[_raw(request, parts.netloc) for request in each] for each in clients]
    head = json.dumps([[len(one) for one in each] for each in raw]).encode()
    command = [sys.executable, "-m", "backend.bench.wire"]
    command += ["--port", str(parts.port), "--seconds", str(seconds)]
    given = b"".join([head, b"\n", *(one for each in raw for one in each)])
    run = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603
    if run.returncode:
        raise OSError(f"a client of the bench failed: {run.stderr.decode()[-300:].strip()}")
    return _driven(run.stdout)


def _raw(request: Request, host: str) -> bytes:
    method = "POST" if request.body else "GET"
    headers = {"Host": host, **request.headers, "Content-Length": str(len(request.body))}
    lines = [f"{method} {request.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


def _driven(given: bytes) -> Driven:
    line, _, rest = given.partition(b"\n")
    told, place, clients = json.loads(line), 0, []
    for taken, lengths in told["clients"]:
        bodies = []
        for length in lengths:
            bodies.append(rest[place : place + length])
            place += length
        clients.append(Answers(taken, bodies))
    return Driven(told["seconds"], clients)


class _Line(asyncio.Protocol):
    """One client."""

    def __init__(self, requests: Sequence[bytes], ends: float) -> None:
        self.waiting, self.ends = iter(requests), ends
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.taken: list[float] = []
        self.bodies: list[bytes] = []
        self.buffer = bytearray()
        self.whole = 0  # bytes of the answer that is coming, once its head has come

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.whole and not self._head():
            return
        if len(self.buffer) >= self.whole:
            self.taken.append(time.perf_counter() - self.begun)
            self.bodies.append(bytes(self.buffer[self.head : self.whole]))
            self.buffer.clear()
            self.whole = 0
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail("the server hung up")

    def _send(self) -> None:
        request = next(self.waiting, None) if time.perf_counter() < self.ends else None
        if request is None:
            if not self.over.done():
                self.over.set_result(None)
            self.transport.close()
            return
        self.begun = time.perf_counter()
        self.transport.write(request)

    def _head(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.buffer[:end]).lower()
        if head[9:12] not in (b"200", b"201"):
            self._fail(f"answered {head[9:12].decode()}")
        _, found, length = head.partition(b"content-length:")
        if not found:
            self._fail("answered without a length")
            return False
        self.head = end + 4
        self.whole = self.head + int(length.split(b"\r\n", 1)[0])
        return True

    def _fail(self, why: str) -> None:
        if not self.over.done():
            self.over.set_exception(OSError(why))


async def _serve(port: int, clients: Sequence[Sequence[bytes]], seconds: float) -> None:
    loop, begun = asyncio.get_running_loop(), time.perf_counter()
    lines = [_Line(each, begun + seconds) for each in clients]
    for line in lines:
        await loop.create_connection(lambda line=line: line, "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*(line.over for line in lines)), seconds + _PATIENCE)
    took = time.perf_counter() - begun
    told = [(line.taken, [len(body) for body in line.bodies]) for line in lines]
    out = sys.stdout.buffer
    out.write(json.dumps({"seconds": took, "clients": told}).encode() + b"\n")
    out.writelines(body for line in lines for body in line.bodies)
    out.flush()


def _given() -> list[list[bytes]]:
    source = sys.stdin.buffer
    return [[source.read(length) for length in each] for each in json.loads(source.readline())]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m backend.bench.wire")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    asyncio.run(_serve(asked.port, _given(), asked.seconds))
