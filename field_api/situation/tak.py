"""A line to a TAK server: TLS both ways, events out, and nothing believed until it was answered."""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from field_api.lib import clock
from field_api.situation.rules import cot

PATIENCE = 15.0
LARGEST = 1_000_000


class NotTold(OSError):
    """The server was not there, was not who it should be, or did not say that it read all of it."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, whose certificates it is believed by, and ours. Files of PEM."""

    host: str
    port: int
    ca: str
    certificate: str
    key: str

    def context(self) -> ssl.SSLContext:
        """TLS 1.2 or later; nothing turns the check of name and certificate off. OSError for files
        that cannot be used."""
        made = ssl.create_default_context(cafile=self.ca)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        # A key with a passphrase would have OpenSSL ask at a terminal that nobody sits at.
        made.load_cert_chain(self.certificate, self.key, password=lambda: "")
        return made


class Line:
    """One connection, for as long as it holds."""

    def __init__(self, server: Server) -> None:
        """Raises NotTold."""
        try:
            raw = socket.create_connection((server.host, server.port), timeout=PATIENCE)
            self._line = server.context().wrap_socket(raw, server_hostname=server.host)
        except OSError as error:
            raise NotTold(type(error).__name__) from error

    def tell(self, events: Sequence[bytes]) -> None:
        """All of these, then a question whether they were read. Returns when that was answered:
        servers read one event after another. Raises NotTold, and then nothing is known.
        """
        try:
            for event in (*events, cot.ping(uuid4(), clock.now())):
                self._line.sendall(event + b"\n")
            self._await_answer()
        except OSError as error:
            raise NotTold(type(error).__name__) from error

    def _await_answer(self) -> None:
        """Other clients' events come on the same line; nothing of them is read or kept."""
        wanted = f'type="{cot.PONG}"'.encode()
        also = wanted.replace(b'"', b"'")
        ends = clock.now().timestamp() + PATIENCE
        tail, taken = b"", 0
        while taken < LARGEST and clock.now().timestamp() < ends:
            came = self._line.recv(65_536)
            if not came:
                raise NotTold("the line was closed")
            taken, tail = taken + len(came), tail[-64:] + came
            if wanted in tail or also in tail:
                return
        raise NotTold("no answer to the ping")

    def close(self) -> None:
        self._line.close()
