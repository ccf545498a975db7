"""What stands between a publisher and a broker, and can be told to fail."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

PUBLISH = b"\x00\x3c\x00\x28"  # AMQP: class basic, method publish
_RESET = struct.pack("ii", 1, 0)


class Relay:
    """Stands between a caller and the broker. `mutes` lets a message through and nothing back from
    then on; `resets` breaks the connection instead of letting one through; `on_publish` is called
    before it is let through.
    """

    def __init__(self, to: int, marks: bytes) -> None:
        self.mutes = self.resets = False
        self.on_publish: Callable[[], None] | None = None
        self.connections = 0
        self._to = to
        self._marks = marks
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(30)
        self._listener.close()
        self.hang_up()
        for thread in self._threads:
            thread.join(30)
        for one in self._open:
            one.close()

    def hang_up(self) -> None:
        """End every connection there is."""
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                caller.close()
                continue
            self.connections += 1
            self._open += [caller, broker]
            muted = threading.Event()
            for way in (self._there, self._back):
                thread = threading.Thread(target=way, args=(caller, broker, muted))
                self._threads.append(thread)
                thread.start()

    def _there(self, caller: socket.socket, broker: socket.socket, muted: threading.Event) -> None:
        with suppress(OSError):
            while data := caller.recv(65536):
                if self._marks in data and self.resets:
                    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    caller.close()
                    break
                if self._marks in data and self.mutes:
                    muted.set()
                if self._marks in data and self.on_publish:
                    self.on_publish()
                broker.sendall(data)
        with suppress(OSError):
            broker.shutdown(socket.SHUT_RDWR)

    def _back(self, caller: socket.socket, broker: socket.socket, muted: threading.Event) -> None:
        with suppress(OSError):
            while data := broker.recv(65536):
                if not muted.is_set():
                    caller.sendall(data)
        with suppress(OSError):
            caller.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(to: int, marks: bytes = PUBLISH) -> Iterator[Relay]:
    with closing(Relay(to, marks)) as made:
        yield made
