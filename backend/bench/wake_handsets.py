"""Handsets that do nothing but wait, each an officer of its own, in one event loop.

Raw sockets: fifteen hundred of any better client would be what is measured.
"""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

from backend.handset.proving import Prover
from field_api.feed.actions import head
from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer, Posting, Token, Unit
from field_api.identity.rules import TOKEN_LIFE, Role, digest, login_of
from field_api.lib import clock, es256

_WAIT = "/api/v1/sync/wait?timeout=25&cursor="
_STREAM = "/api/v1/sync/stream?cursor="


@dataclass
class Waiting:
    """A handset that waits. `woken` are the moments it heard, by time.monotonic()."""

    officer: int
    token: str
    cursor: str
    prover: Prover
    open: bool = False
    woken: list[float] = field(default_factory=list)

    def asks(self, path: str) -> bytes:
        lines = [f"GET {path}{self.cursor} HTTP/1.1", "Host: bench"]
        self.prover.nonce = identity.newest_nonce()
        proved = self.prover.headers("GET", path, self.token)
        lines += [f"{name}: {told}" for name, told in proved.items()]
        return "\r\n".join([*lines, "", ""]).encode()


def officers(count: int, letter: str = "W") -> list[Waiting]:
    """So many who are signed in, made by five statements; their numbers begin with `letter`."""
    unit = Unit.objects.get(name="Response A")
    made = Officer.objects.bulk_create(
        _officer(unit, f"{letter}{number}") for number in range(count)
    )
    Posting.objects.bulk_create(
        Posting(officer=each, unit=unit, role=Role.OFFICER, starts_on=date(2020, 1, 1))
        for each in made
    )
    now, prover = clock.now(), Prover(es256.new_key(), "http://bench")
    public = es256.jwk(prover.key.public_key())
    devices = Device.objects.bulk_create(_device(each, public) for each in made)
    tokens = [secrets.token_urlsafe(32) for _ in devices]
    Token.objects.bulk_create(
        Token(
            digest=digest(token),
            device=device,
            officer=device.officer,
            created_at=now,
            verified_at=now,
            expires_at=now + TOKEN_LIFE,
            bound=True,
        )
        for device, token in zip(devices, tokens, strict=True)
    )
    start = head(made[0].pk)  # nobody has been told anything: the same for all
    return [
        Waiting(each.pk, token, start, prover) for each, token in zip(made, tokens, strict=True)
    ]


def _officer(unit: Unit, collar: str) -> Officer:
    return Officer(
        login=login_of(unit.force.code, collar),
        force=unit.force,
        collar_number=collar,
        rank="PC",
        given_name="Bench",
        surname="Example",
        password="!",  # noqa: S106 nobody signs in by it
    )


def _device(officer: Officer, public: es256.Jwk) -> Device:
    return Device(
        installation=uuid4(),
        officer=officer,
        name="Bench handset",
        public_key=public,
        key_id=es256.thumbprint(public),
        enrolled_at=clock.now(),
        confirmed_at=clock.now(),
    )


class Crowd:
    """All of them on their lines. Use within one event loop; `close` ends it."""

    def __init__(self, url: str, handsets: Sequence[Waiting], *, stream: bool) -> None:
        self.handsets, self._hold = handsets, self._streams if stream else self._polls
        parts = urlsplit(url)
        self._at = parts.hostname, parts.port
        self._lines: list[asyncio.Task[None]] = []

    async def open(self, at_once: int = 50) -> None:
        """Raises OSError when one is refused."""
        for number in range(0, len(self.handsets), at_once):
            some = self.handsets[number : number + at_once]
            self._lines += [asyncio.create_task(self._hold(each)) for each in some]
            while not all(each.open for each in some):
                for line in self._lines:
                    if line.done():
                        line.result()
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _streams(self, handset: Waiting) -> None:
        reader, writer = await asyncio.open_connection(*self._at, limit=4096)
        try:
            writer.write(handset.asks(_STREAM))
            await _status(reader)
            while line := await reader.readline():
                if line.startswith(b"retry: "):
                    handset.open = True
                if line.startswith(b"data: "):
                    handset.woken.append(time.monotonic())
                    handset.cursor = _head(line)
            raise OSError("a stream of the bench ended")
        finally:
            writer.close()

    async def _polls(self, handset: Waiting) -> None:
        reader, writer = await asyncio.open_connection(*self._at, limit=4096)
        try:
            while True:
                writer.write(handset.asks(_WAIT))
                handset.open = True
                if await _status(reader) == b"200":
                    handset.woken.append(time.monotonic())
                    handset.cursor = _head(await reader.readexactly(_LENGTH))
        finally:
            writer.close()


# {"head": "…"} of the thirteen digits that the first epochs have.
_LENGTH = len('{"head": "1099511627777"}')


async def _status(reader: asyncio.StreamReader) -> bytes:
    """That of an answer, its headers read. Raises OSError for a refusal."""
    status = (await reader.readline()).split()[1]
    while (await reader.readline()).strip():
        pass
    if status not in (b"200", b"204"):
        raise OSError(f"a handset of the bench was answered {status.decode()}")
    return status


def _head(line: bytes) -> str:
    return line.rpartition(b': "')[2].partition(b'"')[0].decode()
