"""A mail server (RFC 5321) that asks for the token as password and keeps what it takes.

Kept of a letter is everything behind the header that names key, version and subject; those are
about the sending, and stand in the entry. Plain text, as it listens on this machine only.
"""

import asyncio
import hmac
import re
import threading
import warnings
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.server import HANG_SECONDS
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.systems import partner_mail
from field_api.connectors.sandbox.validity import Part

LONGEST_LETTER = 10 << 20
_HEAD_ENDS = re.compile(rb"^X-Fieldbook-Subject:[^\r\n]*\r\n", re.MULTILINE)


class Letters:
    """What aiosmtpd asks at each step. The fault of a conversation is drawn once."""

    def __init__(self, part: Part, storage: Storage, switch: Switch) -> None:
        self._part, self._storage, self._switch = part, storage, switch

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = session.fault = session.fault or self._switch.take("entries") or Fault()
        if fault.reset or fault.down:
            server.transport.abort()
            return "421 4.4.2 gone"
        if fault.latency_ms:
            await asyncio.sleep(fault.latency_ms / 1000)
        if fault.status:
            return _failure(fault.status)
        envelope.mail_from = address
        return "250 2.1.0 sender taken"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        letter = partner_mail.letter(content)
        key, version = letter["X-Fieldbook-Key"], letter["X-Fieldbook-Version"]
        head = _HEAD_ENDS.search(content)
        if not (key and version and head):
            return "554 5.6.0 it names no key, version and subject"
        if found := self._part.check(self._part.shows(content) or {}):
            pointer, words = found[0]
            return f"554 5.6.0 {pointer} {words}"
        entry, _ = self._storage.keep(
            key=str(key),
            body=content[head.end() :],
            version=int(version),
            subject=str(letter["X-Fieldbook-Subject"]),
        )
        if session.fault.hang_after_accept:
            await asyncio.sleep(HANG_SECONDS)
        return f"250 2.0.0 Ok: queued as {entry.reference}"


class _Server(SMTP):
    switch: Switch

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        fault = self.switch.take("other")
        if fault and (fault.down or fault.reset):
            transport.abort()
        session: Any = self.session
        session.fault = fault


class SmtpDoor:
    def __init__(self, host: str, port: int, made: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(self._loop.create_server(made, host, port))
        self.url = "smtp://{}:{}".format(*self._server.sockets[0].getsockname()[:2])
        self._serving = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._serving.start()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._serving.join()


def opened(
    part: Part,
    storage: Storage,
    switch: Switch,
    *,
    host: str,
    port: int,
    token: str,
    data: Path,
) -> SmtpDoor:
    letters = Letters(part, storage, switch)

    def authenticated(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, shown: Any
    ) -> AuthResult:
        known = isinstance(shown, LoginPassword) and hmac.compare_digest(
            shown.password, token.encode()
        )
        return AuthResult(success=known, handled=False)

    def made() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that passwords are in the clear
            server = _Server(
                letters,
                hostname="partner-mail.invalid",
                ident="sandbox",
                data_size_limit=LONGEST_LETTER,
                authenticator=authenticated,
                auth_required=True,
                auth_require_tls=False,
            )
        server.switch = switch
        return server

    return SmtpDoor(host, port, made)


def _failure(status: int) -> str:
    """The nearest in SMTP to a status of HTTP."""
    if status in (401, 403):
        return "530 5.7.0 who are you?"
    if 400 <= status < 500 and status != 429:
        return "554 5.6.0 not acceptable"
    return "451 4.3.2 come back later"
