"""A conversation over TCP or TLS with one deadline over all of it, for protocols of lines and
lengths that need no library.
"""

import socket
import ssl
import time
from types import TracebackType
from typing import Self

from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import Place
from field_api.connectors.wire.dial import NoConnection, NotResolved, connect
from field_api.connectors.wire.line import ANSWER_BYTES, Broken, CertificateRefused

LONGEST_LINE = 8192


class Talk:
    """Use it in a `with`. `context` comes from `tls.context`, None for plain TCP. Every method
    raises Broken when the deadline has passed or the other side is gone, with `out` true once
    something was said that it might act upon.

    Raises AddressRefused and CertificateRefused, too.
    """

    def __init__(self, place: Place, context: ssl.SSLContext | None, *, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._out = False
        self._got = bytearray()
        try:
            plain = connect(place, seconds=self._left())
        except (NoConnection, NotResolved) as failed:
            late = isinstance(failed, NotResolved) and failed.timed_out
            raise Broken(str(failed), out=False, timed_out=late) from failed
        self._socket = plain
        if context is not None:
            self._socket = self._secured(plain, tls.current(context), place.host)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def say(self, data: bytes, *, harmless: bool = False) -> None:
        """`harmless`: nothing the other side could act upon, such as a login."""
        view = memoryview(data)
        while view:
            self._socket.settimeout(self._left())
            try:
                taken = self._socket.send(view)
            except OSError as error:
                raise self._broken(tls.why_not_written(self._socket, error)) from error
            self._out = self._out or not harmless
            view = view[taken:]

    def line(self) -> str:
        """The next line, without its end. Broken if it is longer than 8192 bytes."""
        while (end := self._got.find(b"\n")) < 0:
            if len(self._got) > LONGEST_LINE:
                raise Broken("said too much", out=self._out)
            self._more()
        line = bytes(self._got[:end])
        del self._got[: end + 1]
        return line.decode(errors="replace").rstrip("\r")

    def read(self, length: int) -> bytes:
        """Exactly so many bytes. Broken for more than 1 MiB."""
        if length > ANSWER_BYTES:
            raise Broken("said too much", out=self._out)
        while len(self._got) < length:
            self._more()
        data = bytes(self._got[:length])
        del self._got[:length]
        return data

    def _more(self) -> None:
        self._socket.settimeout(self._left())
        try:
            data = self._socket.recv(65536)
        except OSError as error:
            raise self._broken(error) from error
        if not data:
            raise Broken("the connection was closed without an answer", out=self._out)
        self._got += data

    def _secured(self, plain: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
        try:
            plain.settimeout(self._left())  # of the whole handshake: it drips in vain
            return context.wrap_socket(plain, server_hostname=host)
        except OSError as error:
            plain.close()
            raise self._broken(error) from error
        except Broken:
            plain.close()
            raise

    def _left(self) -> float:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise Broken("no answer in time", out=self._out, timed_out=True)
        return seconds

    def _broken(self, error: OSError) -> Broken | CertificateRefused:
        if isinstance(error, TimeoutError):
            return Broken("no answer in time", out=self._out, timed_out=True)
        if isinstance(error, ssl.SSLCertVerificationError):
            return Broken(f"its certificate is not good: {error.verify_message}", out=self._out)
        if isinstance(error, ssl.SSLError) and tls.refused(error):
            return CertificateRefused(f"TLS refused by the system: {error.reason}")
        what = "the connection broke" if self._out else "no connection"
        return Broken(f"{what}: {error.strerror or 'closed'}", out=self._out)
