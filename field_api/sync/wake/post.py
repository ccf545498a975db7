"""Everybody who waits, and the two rounds that look whether somebody must be told."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable

from field_api.feed.rules import encode
from field_api.identity import rules as identity
from field_api.identity.rules import Scope, Standing
from field_api.sync.wake import refusals
from field_api.sync.wake.asking import Asked, Place
from field_api.sync.wake.database import Away
from field_api.sync.wake.proving import Proofs
from field_api.sync.wake.reading import Bearer, Heads, Reader

OF_ONE_TOKEN = 6  # a phone that lost its line leaves the old one behind: the newest are real

_log = logging.getLogger(__name__)


class Waiter:
    """One request that waits. `place` is how far its feed has come, `seen` how far it was told;
    `nonce` what its next proof should carry, empty where it knows.
    """

    __slots__ = ("_bell", "bearer", "ended", "gone", "nonce", "place", "seen")

    def __init__(self, bearer: Bearer, place: Place, seen: Place, nonce: str = "") -> None:
        self.bearer, self.place, self.seen, self.nonce = bearer, place, seen, nonce
        self.ended: Standing | None = None
        self.gone = False
        self._bell: asyncio.Future[None] | None = None

    @property
    def news(self) -> bool:
        return self.place != self.seen

    @property
    def head(self) -> str:
        return encode(*self.place)

    async def sleep(self, seconds: float) -> None:
        """Until the bell rings or so many seconds have passed."""
        loop = asyncio.get_running_loop()
        self._bell = loop.create_future()
        timer = loop.call_later(seconds, self.ring)
        try:
            await self._bell
        finally:
            timer.cancel()
            self._bell = None

    def ring(self, *_: object) -> None:
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    def end(self, standing: Standing) -> None:
        self.ended = standing
        self.ring()

    def leave(self, *_: object) -> None:
        """The client has hung up."""
        self.gone = True
        self.ring()


class Post:
    """`every` and `recheck` are seconds: between looks at all heads, and at all tokens.

    The rounds begin with the first waiter.
    """

    def __init__(
        self, reader: Reader, *, every: float, recheck: float, limit: int, nonce_key: bytes
    ) -> None:
        self.reader, self.every, self.recheck, self.limit = reader, every, recheck, limit
        self.proofs = Proofs(reader, nonce_key)
        self.inside = self.pokes = 0
        self.closing = False
        self.waiters: dict[int, set[Waiter]] = defaultdict(set)
        self._tokens: dict[bytes, list[Waiter]] = defaultdict(list)
        self._rounds: list[asyncio.Task[None]] = []

    async def admit(self, asked: Asked) -> Waiter:
        """Raises Refusal: 401, 403 for a revoked handset, 503 while the database is away."""
        proof = self.proofs.read(asked)
        try:
            bearer, heads = await self.reader.bearer(identity.digest(asked.secret))
            if bearer is None:
                raise refusals.strange()
            await self.proofs.check(proof, bearer)
        except Away:
            raise refusals.busy(5) from None
        _refuse_stale(bearer)
        place = heads.epoch, heads.seqs.get(bearer.officer, 0)
        newest = self.proofs.newest if proof else ""
        known = proof is None or proof.nonce == newest
        waiter = Waiter(bearer, place, _seen(asked, place), "" if known else newest)
        self._enter(waiter)
        return waiter

    def _enter(self, waiter: Waiter) -> None:
        self.waiters[waiter.bearer.officer].add(waiter)
        same = self._tokens[waiter.bearer.digest]
        same.append(waiter)
        if len(same) > OF_ONE_TOKEN:
            same[0].leave()
        if not self._rounds:
            rounds = (self._watch, self.every), (self._check, self.recheck)
            self._rounds = [asyncio.create_task(self._round(*each)) for each in rounds]

    def dismiss(self, waiter: Waiter) -> None:
        bearer = waiter.bearer
        self.waiters[bearer.officer].discard(waiter)
        if not self.waiters[bearer.officer]:
            del self.waiters[bearer.officer]
        self._tokens[bearer.digest].remove(waiter)
        if not self._tokens[bearer.digest]:
            del self._tokens[bearer.digest]

    def close(self) -> None:
        """Everybody goes home; nobody new comes in."""
        self.closing = True
        for waiting in self.waiters.values():
            for waiter in waiting:
                waiter.ring()

    async def _round(self, look: Callable[[], Awaitable[None]], every: float) -> None:
        while not self.closing:
            await asyncio.sleep(every)
            try:
                await look()
            except Away:
                continue
            except Exception:
                # A round that ended for good would leave everybody waiting for nothing.
                _log.exception("a look at the database failed")

    async def _watch(self) -> None:
        if self.waiters:
            self.tell(await self.reader.heads(list(self.waiters)))

    def tell(self, heads: Heads) -> None:
        """Ring for everybody whose feed is not where it was. Another epoch is news to all."""
        for officer, waiting in self.waiters.items():
            place = heads.epoch, heads.seqs.get(officer, 0)
            for waiter in waiting:
                if waiter.place != place:
                    waiter.place = place
                    waiter.ring()
                    self.pokes += 1

    async def _check(self) -> None:
        if self._tokens:
            asked = list(self._tokens)
            self.judge(asked, await self.reader.bearers(asked))

    def judge(self, asked: list[bytes], found: dict[bytes, Bearer]) -> None:
        """End those whose token proves nothing any more; one that is not known now has expired."""
        for digest in asked:
            bearer = found.get(digest)
            standing = bearer.standing if bearer else Standing.EXPIRED
            if standing is not Standing.LIVE:
                for waiter in self._tokens.get(digest, ()):
                    waiter.end(standing)


def _seen(asked: Asked, place: Place) -> Place:
    """Without a cursor a stream is told at once where its feed stands, and a single wait is not."""
    if asked.cursor is None:
        return place if asked.once or not asked.stream else (-1, 0)
    return (place[0], 0) if asked.cursor == (0, 0) else asked.cursor


def _refuse_stale(bearer: Bearer) -> None:
    if bearer.standing is Standing.REVOKED:
        raise refusals.revoked()
    if bearer.standing is Standing.UNCONFIRMED:
        raise refusals.unconfirmed()
    if bearer.scope != Scope.ALL:
        raise refusals.only_carries()
    if bearer.standing is Standing.EXPIRED:
        raise refusals.expired()
