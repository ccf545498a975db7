"""A line to a web server on loopback that fails as a seed says: the same fault for the first
request, the second and so on, whoever sends them.
"""

import random
import select
import socket
import struct
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import BinaryIO

from tests.contracts.raw import Caller, serving

_PIECE = 65536
_DELAY = 0.4  # seconds
_PATIENCE = 60.0
_RESET = struct.pack("ii", 1, 0)
_UNAVAILABLE = '{"type":"about:blank","status":503,"code":"busy","error":"busy"}'


class Fault(Enum):
    LOST_REQUEST = "nothing reaches the server"
    CUT_REQUEST = "the server gets half of it"
    LOST_ANSWER = "the server did it, and nobody hears"
    CUT_ANSWER = "half of the answer comes back"
    TWICE = "the server gets it twice at once"
    DELAY = "later ones overtake it"
    UNAVAILABLE = "some box on the way says 503"


ALL = tuple(Fault)


def plan(seed: int, share: float, kinds: Collection[Fault] = ALL) -> Iterator[Fault | None]:
    """What becomes of each request in turn: a `share` of them meets one of `kinds`."""
    chance, among = random.Random(seed), list(kinds)
    while True:
        yield chance.choice(among) if chance.random() < share else None


class Line:
    """`met` counts the faults by kind, `requests` all that came."""

    def __init__(self, web: str, wake: str, plan: Iterator[Fault | None]) -> None:
        self.url, self.requests, self.met = "", 0, Counter[Fault]()
        self._web, self._wake, self._plan = _port(web), _port(wake or web), plan
        self._lock = threading.Lock()

    def carry(self, caller: Caller) -> None:
        """One request and its answer; then the connection ends."""
        if not (request := _read(caller.socket)):
            return
        waits = b"/sync/stream" in request.partition(b"\r\n")[0]
        try:
            self._meet(self._next(), caller, request, waits)
        except OSError:
            _reset(caller.socket)  # as of a server that is away

    def _next(self) -> Fault | None:
        with self._lock:
            self.requests += 1
            if fault := next(self._plan):
                self.met[fault] += 1
            return fault

    def _meet(self, fault: Fault | None, caller: Caller, request: bytes, waits: bool) -> None:
        port = self._wake if waits else self._web
        match fault:
            case Fault.LOST_REQUEST:
                _reset(caller.socket)
            case Fault.CUT_REQUEST:
                with _connected(port) as server:
                    server.sendall(request[: len(request) // 2])
                _reset(caller.socket)
            case Fault.UNAVAILABLE:
                caller.answer(503, _UNAVAILABLE, "Retry-After: 1", "Connection: close")
            case _ if waits:
                _relay(caller, port, request)
            case _:
                _ask(fault, caller, port, request)


@contextmanager
def unreliable(
    web: str, *, seed: int, wake: str = "", share: float = 0.35, kinds: Collection[Fault] = ALL
) -> Iterator[Line]:
    """A line to the server at `web`, and to the one at `wake` for what waits."""
    line = Line(web, wake, plan(seed, share, kinds))
    with serving(line.carry) as raw:
        line.url = raw.url
        yield line


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)


def _reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    line.close()


def _read(line: socket.socket) -> bytes:
    """A request, its body by length or in chunks, made the last one of its connection."""
    with line.makefile("rb") as file:
        head = list(_head(file))
        if not head:
            return b""
        said = {name.lower(): value for name, _, value in (one.partition(b":") for one in head)}
        if b"chunked" in said.get(b"transfer-encoding", b""):
            body = b"".join(_chunks(file))
        else:
            body = file.read(int(said.get(b"content-length", 0)))
    kept = [one for one in head if not one.lower().startswith(b"connection:")]
    return b"".join([*kept, b"Connection: close\r\n\r\n", body])


def _head(file: BinaryIO) -> Iterator[bytes]:
    while (line := file.readline()) not in (b"", b"\r\n"):
        yield line


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """As they came, framing included (RFC 9112 s.7.1); trailers are not expected."""
    size = 1
    while size:
        yield (line := file.readline())
        size = int(line, 16)
        yield file.read(size + 2)


def _ask(fault: Fault | None, caller: Caller, port: int, request: bytes) -> None:
    if fault is Fault.DELAY:
        caller.stopping.wait(_DELAY)
    answer = _twice(port, request) if fault is Fault.TWICE else _asked(port, request)
    if fault is Fault.CUT_ANSWER:
        caller.say(answer[: len(answer) // 2])
    elif fault is not Fault.LOST_ANSWER:
        caller.say(answer)
    if fault in (Fault.LOST_ANSWER, Fault.CUT_ANSWER):
        _reset(caller.socket)


def _asked(port: int, request: bytes) -> bytes:
    with _connected(port) as server:
        server.sendall(request)
        return b"".join(iter(lambda: server.recv(_PIECE), b""))


def _twice(port: int, request: bytes) -> bytes:
    """Both at once; the second's answer."""
    first = threading.Thread(target=_heedless, args=(port, request))
    first.start()
    try:
        return _asked(port, request)
    finally:
        first.join()


def _heedless(port: int, request: bytes) -> None:
    try:
        _asked(port, request)
    except OSError:
        pass  # nobody waits for this answer


def _relay(caller: Caller, port: int, request: bytes) -> None:
    """An answer that goes on, piece by piece, until either end hangs up or the test is over."""
    with _connected(port) as server:
        server.sendall(request)
        while not caller.stopping.is_set():
            ready, _, _ = select.select([server, caller.socket], [], [], 0.2)
            if caller.socket in ready:
                return
            if ready:
                if not (piece := server.recv(_PIECE)):
                    return
                caller.say(piece)
