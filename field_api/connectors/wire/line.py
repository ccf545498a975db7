"""One line to one system: a pooled HTTP client with one deadline over everything a call does.

An HTTP client's timeouts are for each phase: a server that drips one byte a second keeps a call
with a timeout of one second for ever. Here every connect, handshake, read and write is cut to what
is left of the call's deadline, below the HTTP code, so that nothing above it can forget.
"""

import socket
import ssl
import time
import weakref
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

import httpcore2
from httpcore2 import ConnectError, ConnectTimeout, ReadTimeout, WriteError, WriteTimeout

from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import Place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import NotResolved, checked
from field_api.connectors.wire.lines import IDLE_SECONDS, Lines

ANSWER_BYTES = 1 << 20
_ALPN = ("http/1.1",)

Headers = dict[bytes | str, bytes | str]


@dataclass(slots=True)
class Call:
    """One request under way. `out` turns true with the first byte the network took from us."""

    ends: float
    out: bool = False

    def left(self, otherwise: type[Exception]) -> float:
        """Seconds until the deadline. Raises `otherwise` when it has passed."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise otherwise("deadline passed")
        return seconds


_call: ContextVar[Call] = ContextVar("call")


class Broken(Exception):
    """No status came back. `out` says whether the system may have got anything."""

    def __init__(self, reason: str, *, out: bool, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.out = out
        self.timed_out = timed_out


class CertificateRefused(Exception):
    """The system did not accept our client certificate, so it read nothing we sent."""


class Line:
    """`context` comes from `tls.context`; certificates renewed since then are used all the same."""

    def __init__(self, place: Place, context: ssl.SSLContext | None) -> None:
        self.place = place
        self._origin = httpcore2.URL(place.url("/")).origin
        lines = Lines(_dialler(place, self._origin, context))
        self._lines = lines
        # Closed when the last call that holds this line lets go of it, never under a call.
        weakref.finalize(self, lines.close)

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Headers,
        content: bytes | None = None,
        deadline: float,
    ) -> Reply:
        """One request, `deadline` seconds from now at most. Redirects are answers like others.

        Raises Broken, CertificateRefused, AddressRefused.
        """
        call = Call(time.monotonic() + deadline)
        token = _call.set(call)
        try:
            with self._lines.one(call.left(httpcore2.PoolTimeout)) as line:
                return _reply(line.handle_request(self._request(method, path, headers, content)))
        except httpcore2.TimeoutException as late:
            raise Broken("no answer in time", out=call.out, timed_out=True) from late
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            _raise_as_known(error, call)
        finally:
            _call.reset(token)

    def _request(
        self, method: str, path: str, headers: Headers, content: bytes | None
    ) -> httpcore2.Request:
        place, origin = self.place, self._origin
        target = f"{place.path}{path}".encode("ascii") or b"/"
        sent: Headers = {"Host": place.authority, "Accept-Encoding": "identity", **headers}
        if content is not None:
            sent["Content-Length"] = str(len(content))
        url = httpcore2.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=target)
        return httpcore2.Request(method, url, headers=sent, content=content)


def _dialler(
    place: Place, origin: httpcore2.Origin, context: ssl.SSLContext | None
) -> Callable[[], httpcore2.HTTPConnection]:
    network, secured = _Network(place), tls.current(context, _ALPN) if context else None
    return lambda: httpcore2.HTTPConnection(
        origin, ssl_context=secured, keepalive_expiry=IDLE_SECONDS, network_backend=network
    )


def _reply(response: httpcore2.Response) -> Reply:
    try:
        found = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        return Reply(response.status, found, _body(response, found))
    finally:
        response.close()


def _body(response: httpcore2.Response, headers: dict[str, str]) -> bytes | None:
    """Everything, or None: half an answer is not evidence of anything but its status."""
    if int(headers.get("content-length", "0")) > ANSWER_BYTES:
        return None
    body = bytearray()
    try:
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > ANSWER_BYTES:
                return None
    except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        return None
    return bytes(body)


def _raise_as_known(error: Exception, call: Call) -> NoReturn:
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLError) and tls.refused(cause):
        raise CertificateRefused(f"TLS refused by the system: {cause.reason}") from error
    if isinstance(cause, ssl.SSLCertVerificationError):
        raise Broken(
            f"its certificate is not good: {cause.verify_message}", out=call.out
        ) from error
    what = "the connection broke" if call.out else "no connection"
    why = cause.strerror if isinstance(cause, OSError) else None
    raise Broken(f"{what}: {why or 'closed without an answer'}", out=call.out) from error


class _Network(httpcore2.NetworkBackend):
    """Connects only to addresses the place allows, and to the address that was checked: a name
    resolved twice could give another answer. SNI, Host and certificate stay with the name.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        call = _call.get()
        try:
            addresses = checked(self._place, seconds=call.left(ConnectTimeout))
        except NotResolved as failed:
            raise (ConnectTimeout if failed.timed_out else ConnectError)(failed) from failed
        error: Exception = ConnectError(f"{host} has no address")
        for n, address in enumerate(addresses):
            # A share of what is left: one dead address must not use up the living one's time.
            share = call.left(ConnectTimeout) / (len(addresses) - n)
            try:
                return _Stream(self._inner.connect_tcp(str(address), port, timeout=share))
            except (ConnectError, ConnectTimeout) as failed:
                error = failed
        raise error


class _Stream(httpcore2.NetworkStream):
    """A socket that reads the deadline of whichever call holds it now."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _call.get().left(ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        call, view = _call.get(), memoryview(buffer)
        sock: socket.socket = self._inner.get_extra_info("socket")
        while view:
            sock.settimeout(call.left(WriteTimeout))
            try:
                taken = sock.send(view)
            except TimeoutError as late:
                raise WriteTimeout(late) from late
            except OSError as error:
                raise WriteError(tls.why_not_written(sock, error)) from error
            call.out = call.out or taken > 0
            view = view[taken:]

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _call.get().left(ConnectTimeout)
        context = tls.current(ssl_context, _ALPN)
        return _Stream(self._inner.start_tls(context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
