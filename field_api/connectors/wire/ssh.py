"""SSH to one system: a small pool of sessions, with one deadline over everything a call does.

paramiko waits in many places, each with a timeout of its own or with none. But a thread of its own
looks at the socket ten times a second, whatever else waits. So the socket is given the deadline:
past it, it has ended, and everything that waits on it wakes.
"""

import logging
import os
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from paramiko import AuthenticationException, Channel, PKey, SSHException, Transport
from paramiko.ssh_exception import IncompatiblePeer

from field_api.connectors.wire.addresses import Place
from field_api.connectors.wire.dial import NoConnection, NotResolved, connect
from field_api.connectors.wire.sftp import Answered, Garbled, Sftp
from field_api.connectors.wire.ssh_keys import CredentialsRefused, Pin, private_key

_CALL_BYTES = 32 << 20
"""The most one call reads: no banner, packet or directory may fill the memory."""
_IDLE_SECONDS = 20.0
_FRESH_SECONDS = 1.0
_OPENING = 4
"""Sessions begun at once: OpenSSH drops some when ten have not signed in yet (MaxStartups)."""

# What it would say at length, a traceback for each system that is away, an outcome says in short.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)

_BREAKS = (SSHException, EOFError, OSError, Garbled)


class Lost(Exception):
    """The connection did not come about or broke. `timed_out` if it was our deadline."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.timed_out = timed_out


@dataclass(frozen=True, slots=True)
class Account:
    """Whom to be and whom to meet. `secret` is a password, or a private key in PEM."""

    place: Place
    username: str
    secret: str = field(repr=False)
    pins: tuple[Pin, ...]


class Pool:
    """Sessions of one account. Each serves one call at a time and ends when it stays idle."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._idle: list[_Session] = []
        self._lock = threading.Lock()
        self._opening = threading.BoundedSemaphore(_OPENING)
        weakref.finalize(self, _end_all, self._idle)

    @contextmanager
    def session(self, deadline: float) -> Iterator[Sftp]:
        """A session that ends with the deadline, whatever is under way then.

        Raises Lost, CredentialsRefused, AddressRefused, and Answered for what is answered "no".
        """
        ends = time.monotonic() + deadline
        if deadline <= 0:
            raise Lost("deadline passed", timed_out=True)
        session = self._taken(ends) or self._begun(ends)
        try:
            yield session.sftp
        except Answered:
            self._keep(session)
            raise
        except _BREAKS as error:
            session.close()
            raise session.wire.lost("the connection broke") from error
        except BaseException:
            session.close()
            raise
        else:
            self._keep(session)

    def _taken(self, ends: float) -> "_Session | None":
        while True:
            with self._lock:
                if not self._idle:
                    return None
                session = self._idle.pop()
            if session.answers(ends):
                return session
            session.close()

    def _begun(self, ends: float) -> "_Session":
        if not self._opening.acquire(timeout=max(ends - time.monotonic(), 0)):
            raise Lost("no answer in time", timed_out=True)
        try:
            return self._taken(ends) or _opened(self.account, ends)
        finally:
            self._opening.release()

    def _keep(self, session: "_Session") -> None:
        session.wire.rest()
        with self._lock:
            self._idle.append(session)
            over = [each for each in self._idle if not each.transport.is_active()]
            self._idle[:] = [each for each in self._idle if each not in over]
        for each in over:
            each.close()


class _Wire:
    """The socket as paramiko sees it. It ends with the call's deadline, when too much comes, when
    it stayed idle, and in a forked child, which must not speak in its parent's name.
    """

    def __init__(self, sock: socket.socket, ends: float) -> None:
        self._socket = sock
        self._closed = False  # paramiko looks at this, as it is in every socket
        self._process = os.getpid()
        self.use(ends)

    def use(self, ends: float) -> None:
        self.late, self._ends, self._left = False, ends, _CALL_BYTES
        self.rested = 0.0

    def rest(self) -> None:
        self.rested = time.monotonic()
        self._ends = self.rested + _IDLE_SECONDS

    def lost(self, reason: str) -> Lost:
        late = self.late or time.monotonic() >= self._ends
        return Lost("no answer in time", timed_out=True) if late else Lost(reason)

    def is_ours(self) -> bool:
        return os.getpid() == self._process

    def recv(self, size: int) -> bytes:
        if self._over():
            return b""
        data = self._socket.recv(size)
        self._left -= len(data)
        return data

    def send(self, data: bytes) -> int:
        if self._over():
            raise BrokenPipeError("deadline passed")
        return self._socket.send(data)

    def settimeout(self, seconds: float) -> None:
        self._socket.settimeout(seconds)

    def getpeername(self) -> Any:
        return self._socket.getpeername()

    def close(self) -> None:
        self._closed = True
        self._socket.close()

    def _over(self) -> bool:
        self.late = self.late or time.monotonic() >= self._ends
        return self.late or self._left < 0 or not self.is_ours()


@dataclass(eq=False, slots=True)
class _Session:
    wire: _Wire
    transport: Transport
    sftp: Sftp

    def answers(self, ends: float) -> bool:
        """Whether it is still there. One that was just used is taken at its word."""
        fresh = time.monotonic() - self.wire.rested < _FRESH_SECONDS
        self.wire.use(ends)
        if not self.transport.is_active():
            return False
        try:
            return fresh or self.sftp.there(".") is not None
        except Answered:
            return True
        except _BREAKS:
            return False

    def close(self) -> None:
        _end(self.wire, self.transport)


def _opened(account: Account, ends: float) -> _Session:
    key = private_key(account.secret)
    try:
        sock = connect(account.place, seconds=ends - time.monotonic())
    except NotResolved as failed:
        raise Lost(str(failed), timed_out=failed.timed_out) from failed
    except NoConnection as failed:
        raise Lost(str(failed)) from failed
    wire = _Wire(sock, ends)
    transport = Transport(wire)  # type: ignore[arg-type]  # anything with send and recv will do
    try:
        _handshake(transport, account, max(ends - time.monotonic(), 0.1))
        _sign_in(transport, account, key)
        channel = transport.open_session()
        with _woken(channel, ends):
            channel.invoke_subsystem("sftp")
        return _Session(wire, transport, Sftp(channel))
    except _BREAKS as error:
        _end(wire, transport)
        raise wire.lost("the connection broke before anything was sent") from error
    except BaseException:
        _end(wire, transport)
        raise


@contextmanager
def _woken(channel: Channel, ends: float) -> Iterator[None]:
    """The one wait that an ended socket may not wake: paramiko forgets that the channel has closed
    when that happens just before it asks, and waits for an answer for ever.
    """
    waking = threading.Timer(max(ends - time.monotonic(), 0.1), channel.event.set)
    waking.daemon = True
    waking.start()
    try:
        yield
    finally:
        waking.cancel()


def _handshake(transport: Transport, account: Account, left: float) -> None:
    transport.banner_timeout = transport.handshake_timeout = left
    transport.auth_timeout = transport.channel_timeout = left
    if all(pin.kind for pin in account.pins):
        wanted = [name for pin in account.pins for name in pin.algorithms]
        transport.get_security_options().key_types = tuple(dict.fromkeys(wanted))
    try:
        transport.start_client(timeout=left)
    except IncompatiblePeer as error:
        raise CredentialsRefused("has no host key of the sort agreed, or no safe cipher") from error
    if not any(pin.fits(transport.get_remote_server_key()) for pin in account.pins):
        raise CredentialsRefused("its host key is not the one agreed: nothing was sent")


def _sign_in(transport: Transport, account: Account, key: PKey | None) -> None:
    try:
        if key is not None:
            more = transport.auth_publickey(account.username, key)
        else:
            more = transport.auth_password(account.username, account.secret, fallback=False)
    except AuthenticationException as error:
        if not transport.is_active():  # paramiko says so of a connection that was cut, too
            raise EOFError from error
        raise CredentialsRefused("did not accept our user name and secret") from error
    if more:
        raise CredentialsRefused(f"wants more than our secret: {', '.join(more)}")


def _end(wire: _Wire, transport: Transport) -> None:
    transport.packetizer.complete_handshake()  # else its timer holds up the end of the process
    transport.close()
    wire.close()


def _end_all(sessions: list[_Session]) -> None:
    """In a forked child only what is its own: no lock of paramiko's can be trusted there."""
    for session in sessions:
        if session.wire.is_ours():
            session.close()
        else:
            session.wire.close()
