"""Sealing: events into the tree, and a signed checkpoint over it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from field_api.ledger.actions import events, keys
from field_api.ledger.models import Checkpoint
from field_api.ledger.rules import notes
from field_api.ledger.rules.leaves import Sealable
from field_api.lib import merkle, sql

_LOCK = 0x5EA1
_AT_ONCE = 2000

# Ids and commits come in different orders: a row counts as written for good when no transaction as
# old as its own is open. What stands here under a number that no transaction of this cluster has
# reached was restored from another, and is old. What this transaction wrote goes with it.
_FOR_GOOD = """(e.xid < pg_snapshot_xmin(pg_current_snapshot())
  OR e.xid >= pg_snapshot_xmax(pg_current_snapshot())
  OR e.xid = pg_current_xact_id_if_assigned())"""

_READY = f"""
    SELECT {events.COLUMNS} FROM ledger_event e
    WHERE e.id > %s AND {_FOR_GOOD}
      AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event = e.id)
    ORDER BY e.id"""  # noqa: S608 names of our own columns

# Also those not yet ready: a transaction that stays open must not hide what waits for it.
_OLDEST = """
    SELECT extract(epoch FROM clock_timestamp() - min(e.at)) FROM ledger_event e
    WHERE e.id > coalesce((SELECT through FROM ledger_checkpoint ORDER BY size DESC LIMIT 1), 0)
      AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event = e.id)"""


@dataclass
class _Growing:
    """The tree, and what this round adds to it."""

    tree: merkle.Frontier
    highest: int = 0
    leaves: list[tuple[int, int, bytes]] = field(default_factory=list)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def take(self, event: Sealable) -> None:
        self.highest = event.id
        for (level, index), value in self.tree.append(event.leaf()):
            if level:
                self.nodes.append((level, index, value))
            else:
                self.leaves.append((index, event.id, value))

    def write(self) -> None:
        if self.leaves:
            sql.run(_LEAVES, *map(list, zip(*self.leaves, strict=True)))
        if self.nodes:
            sql.run(_NODES, *map(list, zip(*self.nodes, strict=True)))
        self.leaves, self.nodes = [], []


_LEAVES = """
    INSERT INTO ledger_leaf (position, event, hash)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bytea[]) AS n (position, event, hash)
    ORDER BY position"""
_NODES = """
    INSERT INTO ledger_node (level, index, hash)
    SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])"""


_HASHES = """
    WITH wanted AS (SELECT * FROM unnest(%s::int[], %s::bigint[]) AS w (level, index))
    SELECT 0, w.index, l.hash FROM wanted w
    JOIN ledger_leaf l ON l.position = w.index WHERE w.level = 0
    UNION ALL
    SELECT w.level, w.index, n.hash FROM wanted w
    JOIN ledger_node n ON n.level = w.level AND n.index = w.index"""


@transaction.atomic
def seal(*, everything: bool = False) -> int:
    """Append every event that is written for good, in the order of ids, and sign for the tree.

    How many were appended; 0 too where another process is at it. `everything` looks for events
    from the first one on, in case one was written in a way nobody foresaw.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        oldest_open = cursor.fetchone()[0]
    last = latest_sealed()
    through = last.through if last else 0
    growing = _Growing(_tree(last.size if last else 0))
    before = growing.tree.size
    _grow(growing, 0 if everything else through)
    if growing.tree.size == before:
        return 0
    # Asked only now: a transaction that holds an id as low as these has its number by this time.
    own, now = _own_number_and_time()
    if last and oldest_open <= last.horizon:
        ahead, horizon = last.ahead, last.horizon
    else:
        through = last.ahead if last else 0
        ahead, horizon = max(growing.highest, through), own
    _sign(growing.tree, now, through=through, ahead=ahead, horizon=horizon)
    return growing.tree.size - before


def latest_sealed() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def lag_seconds() -> float:
    """Age of the oldest event that is not in the tree; 0 where all are."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        return max(0.0, float(cursor.fetchone()[0] or 0.0))


def hashes(nodes: set[merkle.Node]) -> dict[merkle.Node, bytes]:
    """Of these nodes, which must be there (KeyError otherwise, where they are used)."""
    found: dict[merkle.Node, bytes] = {}
    if not nodes:
        return found
    for level, index, value in sql.run(_HASHES, *map(list, zip(*nodes, strict=True))):
        found[level, index] = bytes(value)
    return found


def _tree(size: int) -> merkle.Frontier:
    nodes = merkle.cover(0, size)
    known = hashes(set(nodes))
    return merkle.Frontier(size, [known[node] for node in nodes])


def _grow(growing: _Growing, through: int) -> None:
    # One statement, so one snapshot: a later one would see rows whose numbers it judges wrongly.
    cursor: Any
    with connection.chunked_cursor() as cursor:
        cursor.execute(_READY, [through])
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                growing.take(Sealable(*row))
            growing.write()


def _own_number_and_time() -> tuple[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint, clock_timestamp()")
        own, now = cursor.fetchone()
    return own, now


def _sign(tree: merkle.Frontier, now: datetime, **place: int) -> None:
    root = tree.root()
    body = notes.written(origin=settings.CHECKPOINT_ORIGIN, size=tree.size, root=root, made_at=now)
    note = notes.signed(body, keys.signing())
    Checkpoint.objects.create(size=tree.size, root=root, made_at=now, note=note, **place)
