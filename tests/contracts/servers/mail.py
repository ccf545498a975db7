"""A mail server of aiosmtpd's make, with TLS, that asks for a password and misbehaves on demand."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER = "fieldbook"


class Mailbox:
    """`kept` are messages as they came. `says` gives, by step, another answer than yes; a step
    that says "" ends the connection there, one that says "..." keeps silent. `HANG` is a step
    after everything has been kept.
    """

    HANG = "HANG"

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.says: dict[str, str] = {}
        self.met: list[str] = []
        self.over_tls: list[bool] = []
        self.address: tuple[str, int] = ("", 0)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        self.met.append("EHLO")
        session.host_name = name
        return said

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        self.over_tls.append(server.transport.get_extra_info("sslcontext") is not None)
        return await self._say(server, "MAIL")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._say(server, f"RCPT {len(envelope.rcpt_tos)}")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = await self._say(server, "DATA")
        if said.startswith("250"):
            self.kept.append(envelope.original_content or b"")
        return await self._say(server, self.HANG) if self.HANG in self.says else said

    async def _say(self, server: SMTP, step: str) -> str:
        self.met.append(step)
        said = self.says.get(step, "250 2.0.0 Ok: queued as 4XyZ1")
        if said == "...":
            await asyncio.sleep(60)
        if said in ("", "..."):
            server.transport.abort()
        return said


@contextmanager
def mail(
    secret: str, context: ssl.SSLContext, *, from_the_start: bool = False
) -> Iterator[Mailbox]:
    box, loop = Mailbox(), asyncio.new_event_loop()

    def known(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, shown: Any
    ) -> AuthResult:
        good = isinstance(shown, LoginPassword) and shown.password == secret.encode()
        return AuthResult(success=good, handled=False)

    def made() -> SMTP:
        server = SMTP(
            box,
            hostname="mail.invalid",
            data_size_limit=1 << 20,
            authenticator=known,
            auth_required=True,
            auth_require_tls=True,
            require_starttls=not from_the_start,
            tls_context=None if from_the_start else context,
        )
        if from_the_start:  # it knows only of TLS that it began itself
            server._auth_require_tls = False
        return server

    listening = loop.create_server(made, "127.0.0.1", 0, ssl=context if from_the_start else None)
    server = loop.run_until_complete(listening)
    box.address = server.sockets[0].getsockname()[:2]
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        serving.join(30)
        loop.close()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
