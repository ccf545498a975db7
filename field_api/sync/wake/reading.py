"""What this process reads: whose a token is, and how far each officer's feed has come."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from field_api.identity import rules as identity
from field_api.identity.rules import Standing
from field_api.lib import clock
from field_api.sync.wake.database import Database

# As feed.epoch(), which also writes it down: in another cluster it is 0 until somebody pulls, which
# is what whoever waits is told to do.
_HEADS = """
SELECT NULL::bigint, coalesce(max(epoch) FILTER (WHERE cluster =
  (SELECT system_identifier FROM pg_control_system())
  || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)), 0)::bigint
FROM sync_epoch
UNION ALL SELECT recipient_id, seq FROM feed_head WHERE recipient_id = ANY (%(officers)s)"""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever holds the token with this digest: an officer, by primary key.

    `key_id` names the key of the handset, by which a `bound` token must be proved; `scope` what it
    is good for.
    """

    digest: bytes
    officer: int
    standing: Standing
    expires_at: datetime
    bound: bool
    key_id: str
    scope: str

    @property
    def seconds_left(self) -> float:
        return (self.expires_at - clock.now()).total_seconds()


@dataclass(frozen=True, slots=True)
class Heads:
    """The last number of each feed asked for; a feed that was never told anything is at 0."""

    epoch: int
    seqs: dict[int, int]


Found = tuple[Bearer | None, Heads]


class Reader:
    """`zone` is where a posting's days are counted."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self.database, self.zone = database, zone
        self._asked: dict[bytes, asyncio.Future[Found]] = {}
        self._round: asyncio.Task[None] | None = None

    async def heads(self, officers: Iterable[int]) -> Heads:
        """Raises Away."""
        rows = await self.database.read(_HEADS, {"officers": list(officers)})
        found = dict(rows)
        return Heads(found.pop(None), found)

    async def bearers(self, digests: Collection[bytes]) -> dict[bytes, Bearer]:
        """Those that are known, whatever their standing. Raises Away."""
        now = clock.now()
        values = {"digests": list(digests), "today": now.astimezone(self.zone).date()}
        rows = await self.database.read(identity.STANDINGS, values)
        found = {}
        for digest, officer, expires_at, trusted, confirmed, posted, signed_out, *proved in rows:
            standing = identity.standing(
                trusted=trusted,
                confirmed=confirmed,
                posted=posted,
                signed_out=signed_out,
                in_time=now < expires_at,
            )
            found[bytes(digest)] = Bearer(bytes(digest), officer, standing, expires_at, *proved)
        return found

    async def is_new(self, proof: bytes) -> bool:
        """Whether this proof was never shown, at any door; from here on it was. Raises Away."""
        return bool(await self.database.read(identity.SHOW_ONCE, {"digest": proof}))

    async def bearer(self, digest: bytes) -> Found:
        """One token and the head of its feed. Raises Away.

        Those who come while others are being looked up are looked up together: after an outage
        everybody comes at once.
        """
        if digest not in self._asked:
            self._asked[digest] = asyncio.get_running_loop().create_future()
        answer = self._asked[digest]
        if self._round is None:
            self._round = asyncio.create_task(self._rounds())
        return await answer

    async def _rounds(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                known = await self.bearers(asked)
                heads = await self.heads({each.officer for each in known.values()})
            except Exception as error:
                # Whatever it is, each of those who asked must hear it, and the next round go on.
                for answer in asked.values():
                    answer.set_exception(error)
                continue
            for digest, answer in asked.items():
                answer.set_result((known.get(digest), heads))
        self._round = None
