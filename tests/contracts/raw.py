"""Servers that answer on a bare socket, in ways no HTTP library would let them."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Caller"], None]


@dataclass
class Caller:
    """One connection. `stopping` is set when the test is over."""

    socket: socket.socket
    stopping: threading.Event

    def read_request(self) -> bytes:
        """Head and body of one request, or b"" when the caller has gone."""
        got = b""
        while b"\r\n\r\n" not in got:
            if not (more := self.socket.recv(65536)):
                return b""
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        while len(body) < _length(head):
            if not (more := self.socket.recv(65536)):
                return b""
            body += more
        return head + b"\r\n\r\n" + body

    def say(self, text: str | bytes) -> None:
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def answer(self, status: int, body: str = "", *headers: str) -> None:
        kind = [] if any("Content-Type" in line for line in headers) else [JSON]
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *kind, *headers]
        self.say("\r\n".join(lines) + "\r\n\r\n" + body)

    def drip(self, text: str) -> None:
        """The same few bytes again and again, each soon enough to please a timeout per read."""
        while not self.stopping.wait(0.02):
            self.say(text)

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


JSON = "Content-Type: application/json"


@dataclass
class Raw:
    """A server on a free port. `requests` are whole requests, for scripts that note them."""

    port: int
    scheme: str
    stopping: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    open: list[socket.socket] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        raw = Raw(listener.getsockname()[1], "https" if tls else "http")
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                raw.connections += 1
                threads.append(threading.Thread(target=_talk, args=(connection, script, raw, tls)))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield raw
        finally:
            raw.stopping.set()
            for line in (listener, *raw.open):  # a caller keeps its idle connection for long
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join(10)


def _talk(connection: socket.socket, script: Script, raw: Raw, tls: ssl.SSLContext | None) -> None:
    connection.settimeout(10)
    with connection:
        try:
            if tls is None:
                raw.open.append(connection)
                script(Caller(connection, raw.stopping))
                return
            with tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            ) as secured:
                _shake_hands(secured)
                raw.open.append(secured)
                script(Caller(secured, raw.stopping))
        except OSError:
            pass  # the caller has gone, which is what most of these tests are about


def _shake_hands(secured: ssl.SSLSocket) -> None:
    """Closing at once with bytes unread would send RST, and take the alert from the caller."""
    try:
        secured.do_handshake()
    except ssl.SSLError:
        with socket.socket(fileno=secured.detach()) as plain:
            plain.settimeout(10)
            plain.shutdown(socket.SHUT_WR)
            while plain.recv(65536):
                pass
        raise


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
