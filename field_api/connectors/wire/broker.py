"""Lines to an AMQP 0-9-1 broker: connections to checked addresses, one deadline over each call.

py-amqp speaks the protocol; what it would do to the network by itself (resolve, connect, wait
without end) is replaced here.
"""

import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, cast

import amqp
from amqp import sasl, spec
from amqp.transport import AMQP_PROTOCOL_HEADER, TCPTransport

from field_api.connectors.wire import dial
from field_api.connectors.wire.addresses import Place
from field_api.connectors.wire.line import Call

LONGEST_FRAME = 1 << 20
"""A broker names the length before it sends a frame. Ours agree on 128 KiB."""

# A broker that vanished while we wait on it is noticed within a minute.
_OPTIONS = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 20),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
)
_GOOD_BYE = (200, "", 0, 0)
_UNDERSTOOD = (OSError, amqp.AMQPError, dial.AddressRefused, dial.NotResolved, dial.NoConnection)


class NotAmqp(OSError):
    """What came back is no AMQP."""


@contextmanager
def _understood() -> Iterator[None]:
    """py-amqp meets nonsense with whatever its parser trips over."""
    try:
        yield
    except _UNDERSTOOD:
        raise
    except Exception as tripped:
        raise NotAmqp("what it said is no AMQP") from tripped


class Verdict(Enum):
    """What the broker says about one message."""

    CONFIRMED = "confirmed"
    TURNED_AWAY = "turned away"  # nack: a queue would not have it
    NO_ROUTE = "no route"  # returned: nothing is bound where we sent it


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str = field(repr=False)
    vhost: str


class _Transport(TCPTransport):
    """A socket that reads the deadline of whichever call holds it now. `written` counts bytes."""

    sock: Any
    _read_buffer: bytes

    def __init__(self, place: Place, tls: ssl.SSLContext | None, call: Call) -> None:
        super().__init__("broker")
        self.call = call
        self.written = 0
        self._place = place
        self._tls = tls
        self._patience: float | None = None

    def _connect(self, host: str, port: int, timeout: float | None) -> None:
        self.sock = dial.connect(self._place, seconds=self.call.left(TimeoutError))

    def _init_socket(self, *settings: Any) -> None:
        for level, option, value in _OPTIONS:
            self.sock.setsockopt(level, option, value)
        if self._tls is not None:
            self.sock.settimeout(self.call.left(TimeoutError))
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._place.host)
        self._write(AMQP_PROTOCOL_HEADER)

    @contextmanager
    def having_timeout(self, timeout: float | None) -> Iterator[Any]:
        before, self._patience = self._patience, timeout
        try:
            yield self.sock
        finally:
            self._patience = before

    def _read(self, n: int, initial: bool = False, _errnos: Any = ()) -> bytes:
        if n > LONGEST_FRAME:
            raise OSError("a frame is longer than agreed")
        got = bytearray(self._read_buffer)
        try:
            while len(got) < n:
                got += self._some(n - len(got))
        except OSError:
            self._read_buffer = bytes(got)  # what was cut off is taken up by the next read
            raise
        self._read_buffer = bytes(got[n:])
        return bytes(got[:n])

    def _some(self, most: int) -> bytes:
        left = self.call.left(TimeoutError)
        self.sock.settimeout(left if self._patience is None else min(left, self._patience))
        try:
            found: bytes = self.sock.recv(most)
        except (BlockingIOError, ssl.SSLWantReadError) as nothing:
            raise TimeoutError from nothing
        if not found:
            raise ConnectionResetError("closed without an answer")
        return found

    def _write(self, s: Any) -> None:
        view = memoryview(s)
        while view:
            self.sock.settimeout(self.call.left(TimeoutError))
            try:
                taken = self.sock.send(view)
            except OSError:
                self._hear_why()
                raise
            self.written += taken
            view = view[taken:]

    def close(self) -> None:
        """Of this process's hold on the socket alone: py-amqp would end the line of a parent that
        forked us, too.
        """
        if self.sock is not None:
            self.sock.close()
        self.sock = None
        self.connected = False

    def _hear_why(self) -> None:
        """A broker that did not like our certificate says so and hangs up (TLS 1.3: after our side
        of the handshake). Whoever writes then meets the hanging up first.
        """
        try:
            self.sock.settimeout(0)
            self.sock.recv(1)
        except ssl.SSLError as told:
            if "ALERT" in (told.reason or ""):
                raise
        except OSError:
            return


class _Channel(amqp.Channel):
    events: dict[str, set[Any]]

    def _on_close(self, reply_code: int, reply_text: str, class_id: int, method_id: int) -> None:
        """py-amqp would open it again by itself; we want to hear why it was closed."""
        self.send_method(spec.Channel.CloseOk)
        raise amqp.error_for_code(reply_code, reply_text, (class_id, method_id), amqp.ChannelError)


class _Connection(amqp.Connection):
    Channel = _Channel

    def __init__(self, transport: _Transport, login: Login) -> None:
        self._made = transport
        super().__init__(
            host="broker",
            authentication=(sasl.PLAIN(login.username, login.password),),
            virtual_host=login.vhost,
            on_blocked=self._noted,
            on_unblocked=self._eased,
        )
        self.blocked = False

    def Transport(self, *asked: Any, **settings: Any) -> _Transport:
        return self._made

    def _noted(self, reason: str) -> None:
        self.blocked = True

    def _eased(self) -> None:
        self.blocked = False


class Link:
    """One connection with one channel in confirm mode, for one call at a time. After any exception
    it must be closed: what was said on it last is not known.

    Opening raises AddressRefused, NotResolved, NoConnection, OSError (ssl.SSLError and TimeoutError
    among them) and AMQPError.
    """

    def __init__(self, place: Place, tls: ssl.SSLContext | None, login: Login, call: Call) -> None:
        self._transport = _Transport(place, tls, call)
        self._connection = _Connection(self._transport, login)
        self._returned = False
        self._verdict: Verdict | None = None
        self._process = os.getpid()
        self.idle_since = time.monotonic()
        try:
            with _understood():
                self._connection.connect()
                self._channel = cast(_Channel, self._connection.channel())
                self._channel.confirm_select()
        except BaseException:
            self._connection.collect()
            raise
        self._channel.events["basic_ack"].add(self._on_ack)
        self._channel.events["basic_nack"].add(self._on_nack)
        self._channel.events["basic_return"].add(self._on_return)

    def resume(self, call: Call) -> None:
        """Take the link for another call. Raises when the broker has ended it meanwhile."""
        self._transport.call = call
        with suppress(TimeoutError), _understood():
            while True:
                self._connection.drain_events(timeout=0)

    @property
    def blocked(self) -> bool:
        """The broker is short of memory or disk, and reads nothing we publish."""
        return self._connection.blocked

    @property
    def written(self) -> int:
        return self._transport.written

    def publish(self, message: amqp.Message, exchange: str, routing_key: str) -> Verdict:
        """Publish and wait for the broker's word. Raises OSError and AMQPError."""
        self._returned, self._verdict = False, None
        with _understood():
            self._channel.basic_publish(message, exchange, routing_key, mandatory=True)
            return self._heard()

    def has_exchange(self, name: str) -> None:
        """Raises NotFound. The default exchange is there always and may not be asked for."""
        if not name:
            return
        with _understood():
            self._channel.exchange_declare(name, "", passive=True)

    def close(self) -> None:
        """Without waiting for an answer. A forked child does not speak on its parent's line."""
        if os.getpid() == self._process:
            with suppress(OSError, amqp.AMQPError):
                self._connection.send_method(spec.Connection.Close, "BsBB", _GOOD_BYE)
        self._connection.collect()

    def _heard(self) -> Verdict:
        while True:
            self._connection.drain_events()
            if self._verdict is not None:
                return self._verdict

    def _on_ack(self, tag: int, multiple: bool) -> None:
        # A message nobody is bound for is returned first and then confirmed: as handled, not kept.
        self._verdict = Verdict.NO_ROUTE if self._returned else Verdict.CONFIRMED

    def _on_nack(self, tag: int, multiple: bool) -> None:
        self._verdict = Verdict.TURNED_AWAY

    def _on_return(self, error: Exception, exchange: str, key: str, message: Any) -> None:
        self._returned = True
