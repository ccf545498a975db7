"""Counting the whole tree anew from the events themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from field_api.ledger.actions import events, keys
from field_api.ledger.models import Checkpoint
from field_api.ledger.rules import notes
from field_api.ledger.rules.leaves import Sealable
from field_api.lib import merkle

# No act takes so long from its event to its commit, and a round follows within seconds; so what is
# dated longer before the checkpoint it came after was written later than it says.
_LATEST = timedelta(hours=1)
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing wrong: where, and what."""

    where: str
    what: str


class Walked(NamedTuple):
    """What verified before the first bad thing, if there is one; events not yet in the tree."""

    leaves: int
    checkpoints: int
    unsealed: int
    bad: Bad | None


class _Found(Exception):
    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.bad = Bad(where, what)


@dataclass
class _Walk:
    tree: merkle.Frontier
    checkpoints: int = 0
    rank: int | None = None
    since: datetime | None = None


def verify() -> Walked:
    """Recompute leaves, nodes and every root, and check every signature. Trusts no column.

    A round of the sealer in between disturbs nothing: what it adds is looked at or is not.
    """
    walk = _Walk(merkle.Frontier())
    with transaction.atomic():
        bad = None
        try:
            _all(walk)
        except _Found as found:
            bad = found.bad
        return Walked(walk.tree.size, walk.checkpoints, _unsealed(), bad)


_LEAVES = f"""
    SELECT l.position, l.hash, {events.COLUMNS} FROM ledger_leaf l
    LEFT JOIN ledger_event e ON e.id = l.event ORDER BY l.position"""  # noqa: S608 our own names
# Those that the leaves from `start` to `end` complete, of any size.
_NODES = """
    SELECT n.level, n.index, n.hash FROM generate_series(1, 62) AS s (level)
    JOIN ledger_node n ON n.level = s.level::smallint
      AND n.index >= %(start)s::bigint >> s.level AND n.index < %(end)s::bigint >> s.level"""
_CHECKPOINTS = "SELECT size, root, made_at, note FROM ledger_checkpoint ORDER BY size"


def _all(walk: _Walk) -> None:
    stand = _rows(_CHECKPOINTS)
    checkpoint = next(stand, None)
    kept: dict[merkle.Node, bytes] = {}
    for position, hash, *event in _rows(_LEAVES):
        _leaf(walk, position, bytes(hash), event, kept)
        if checkpoint and checkpoint[0] == walk.tree.size:
            _checkpoint(walk, *checkpoint)
            checkpoint = next(stand, None)
    if checkpoint:
        raise _Found(f"checkpoint of {checkpoint[0]}", "the tree has fewer leaves than it says")
    newest = Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0
    if newest < walk.tree.size:
        raise _Found(f"leaf {newest}", "no checkpoint stands over it")


def _leaf(
    walk: _Walk, position: int, hash: bytes, event: list[Any], kept: dict[merkle.Node, bytes]
) -> None:
    where = f"leaf {position}"
    if position != walk.tree.size:
        raise _Found(f"leaf {walk.tree.size}", "it is gone")
    if event[0] is None:
        raise _Found(where, "its event is gone")
    found = Sealable(*event)
    if found.leaf() != hash:
        raise _Found(f"event {found.id} ({where})", "it is not what was sealed")
    if walk.since and found.at < walk.since - _LATEST:
        raise _Found(f"event {found.id} ({where})", "it was written later than it says")
    if position % _AT_ONCE == 0:
        kept.clear()
        kept.update(_nodes(position, position + _AT_ONCE))
    for node, value in walk.tree.append(hash):
        if node[0] and kept.get(node) != value:
            where = f"node {node[0]}/{node[1]}"
            raise _Found(where, "it is not the hash of what is below it")


def _nodes(start: int, end: int) -> dict[merkle.Node, bytes]:
    found = _rows(_NODES, {"start": start, "end": end})
    return {(level, index): bytes(hash) for level, index, hash in found}


def _checkpoint(walk: _Walk, size: int, root: bytes, made_at: datetime, text: str) -> None:
    where = f"checkpoint of {size}"
    try:
        note = notes.read(text)
    except ValueError:
        raise _Found(where, "it can't be read") from None
    rank = next((n for n, key in enumerate(keys.known()) if note.signed_by(key)), None)
    if rank is None:
        raise _Found(where, "its signature is not ours")
    if (note.size, note.root, note.made_at) != (size, bytes(root), made_at):
        raise _Found(where, "a column is not what was signed")
    if note.root != walk.tree.root():
        raise _Found(where, "its root is not that of the events")
    # Keys are known from the newest on: once one was used, a checkpoint without it is a forgery.
    if walk.rank is not None and rank > walk.rank:
        raise _Found(where, "it bears only a key that had been replaced")
    if walk.since and made_at < walk.since:
        raise _Found(where, "it is older than the one before it")
    walk.rank, walk.since, walk.checkpoints = rank, made_at, walk.checkpoints + 1


def _unsealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_event e"
            " WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event = e.id)"
        )
        return int(cursor.fetchone()[0])


def _rows(statement: str, values: dict[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows
