"""One conversation with a mail server: a checked socket, one deadline, and how far it got.

smtplib speaks the protocol; connecting, waiting and TLS are ours.
"""

import io
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from field_api.connectors.wire import dial, tls
from field_api.connectors.wire.addresses import Place

_ANSWER_BYTES = 1 << 16
_ENHANCED = re.compile(r"\b[245]\.[0-9]{1,3}\.[0-9]{1,3}\b")
_QUEUED = re.compile(r"(?:\bqueued as |\bid=)([\w.\-]{1,200})", re.IGNORECASE)


class Said(Exception):
    """The server said no, at `step`, before it took anything; or yes, as its last answer."""

    def __init__(self, step: str, code: int, words: bytes) -> None:
        super().__init__(f"{step}: {code}")
        self.step, self.code = step, code
        self.words = words.decode("ascii", "replace")

    @property
    def numbers(self) -> str:
        """`550 5.1.1`: what can be told anywhere, while the words may quote the message."""
        found = _ENHANCED.search(self.words)
        return f"{self.code} {found[0]}" if found else str(self.code)

    @property
    def queued_as(self) -> str:
        """The queue's id, as Postfix, Exim and their kin tell it; "" if it does not."""
        found = _QUEUED.search(self.words)
        return found[1] if found else ""


class Lost(Exception):
    """The line broke. `out`: the message was out to its last line, so it may have been taken."""

    def __init__(self, reason: str, *, out: bool) -> None:
        super().__init__(reason)
        self.reason, self.out = reason, out


class CertificateRefused(Exception):
    """The server's certificate is not good, or ours not for it."""


@dataclass(frozen=True)
class Post:
    """How to reach and enter one mail server. `scheme` of the place says when TLS begins."""

    place: Place
    tls: ssl.SSLContext | None
    username: str | None
    secret: str = field(repr=False)

    @contextmanager
    def entered(self, seconds: float) -> Iterator["Conversation"]:
        """Connected, secured and signed in. Raises Said, Lost, CertificateRefused, and what
        `dial.connect` raises.
        """
        ends = time.monotonic() + seconds
        plain = dial.connect(self.place, seconds=seconds)
        conversation = Conversation(plain, self.place.host, ends)
        try:
            with _known(conversation):
                conversation.enter(self)
            yield conversation
        finally:
            conversation.leave()


class Conversation(smtplib.SMTP):
    def __init__(self, plain: socket.socket, host: str, ends: float) -> None:
        here = plain.getsockname()[0]
        # Given a name of our own, smtplib looks up none: that would be a call without deadline.
        super().__init__(local_hostname=f"[IPv6:{here}]" if ":" in here else f"[{here}]")
        self.sock, self._host, self._ends = plain, host, ends
        self.out = False

    def left(self) -> float:
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("no answer in time")
        return seconds

    def send(self, s: str | bytes) -> None:  # type: ignore[override]
        view = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        sock = self._socket()
        while view:
            sock.settimeout(self.left())
            view = view[sock.send(view) :]

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = io.BufferedReader(_Answer(self, self._socket()))
        self.file.raw.got = 0
        try:
            code, words = super().getreply()
        except smtplib.SMTPResponseException as error:
            raise smtplib.SMTPServerDisconnected("what it says is no answer") from error
        if not 200 <= code < 600:
            raise smtplib.SMTPServerDisconnected("what it says is no answer")
        return code, words

    def enter(self, post: Post) -> None:
        if post.place.scheme == "smtps":
            self._secure(post.tls)
        _must("greeting", self.getreply(), 220)
        self.ehlo_or_helo_if_needed()
        if post.place.scheme == "smtp+starttls":
            self._start_tls(post.tls)
        if post.username is not None:
            self._sign_in(post.username, post.secret)

    def hand_over(self, sender: str, recipients: Sequence[str], message: bytes) -> Said:
        """Every recipient takes it or it is sent to none. Gives the server's last yes.

        Raises Said, Lost.
        """
        with _known(self):
            limit = self.esmtp_features.get("size", "")
            if limit.isdigit() and 0 < int(limit) < len(message):
                raise Said("size", 552, b"5.3.4 longer than the server takes")
            _must("sender", self.mail(sender), 250)
            for address in recipients:
                _must("recipient", self.rcpt(address), 250, 251)
            _must("data", self.docmd("DATA"), 354)
            self.send(re.sub(rb"(?m)^\.", b"..", message))
            self.out = True  # from here on it may be theirs
            self.send(b".\r\n")
            code, words = self.getreply()
        if code != 250:
            raise Said("message", code, words)
        return Said("message", code, words)

    def leave(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.putcmd("QUIT")
        self.close()

    def _start_tls(self, context: ssl.SSLContext | None) -> None:
        if not self.has_extn("starttls"):
            raise Said("starttls", 502, b"not offered")
        _must("starttls", self.docmd("STARTTLS"), 220)
        self._secure(context)
        # What was said in the clear is forgotten (RFC 3207 §4.2).
        self.file = None
        self.ehlo_resp = self.helo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self.ehlo_or_helo_if_needed()

    def _secure(self, context: ssl.SSLContext | None) -> None:
        assert context is not None  # noqa: S101 - a scheme with TLS comes with a context
        self._socket().settimeout(self.left())
        self.sock = tls.current(context).wrap_socket(self._socket(), server_hostname=self._host)

    def _sign_in(self, username: str, secret: str) -> None:
        try:
            self.login(username, secret)
        except smtplib.SMTPAuthenticationError as error:
            raise Said("sign-in", error.smtp_code, _bytes(error.smtp_error)) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise Said("sign-in", 502, b"no way offered that we know") from None

    def _socket(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("closed")
        return self.sock


class _Answer(io.RawIOBase):
    """What a server says, read as long as the deadline allows and no longer than is sensible."""

    def __init__(self, conversation: Conversation, sock: socket.socket) -> None:
        self._conversation, self._sock = conversation, sock
        self.got = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if self.got > _ANSWER_BYTES:
            raise OSError("its answer does not end")
        self._sock.settimeout(self._conversation.left())
        got = self._sock.recv_into(buffer)
        self.got += got
        return got


def _must(step: str, reply: tuple[int, bytes], *codes: int) -> None:
    code, words = reply
    if code not in codes:
        raise Said(step, code, words)


@contextmanager
def _known(conversation: Conversation) -> Iterator[None]:
    """A failure of the line as Lost or CertificateRefused."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise Said("greeting", error.smtp_code, _bytes(error.smtp_error)) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _as_known(error, conversation.out) from error


def _as_known(error: Exception, out: bool) -> Lost | CertificateRefused:
    """smtplib tells of most failures as a disconnection; what it was is their context. Whoever
    ends the handshake for our certificate has read nothing, though TLS 1.3 says so late.
    """
    cause = error
    if isinstance(error, smtplib.SMTPServerDisconnected) and error.__context__ is not None:
        cause = error.__context__  # type: ignore[assignment]
    if isinstance(cause, ssl.SSLCertVerificationError):
        return CertificateRefused(f"its certificate is not good: {cause.verify_message}")
    if isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or "") and not out:
        return CertificateRefused(f"TLS refused by the system: {cause.reason}")
    late = isinstance(cause, TimeoutError)
    return Lost("no answer in time" if late else "the connection broke", out=out)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode("ascii", "replace")
