"""Proofs of what is in the tree, and that it only ever grew."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from field_api.ledger.actions import events
from field_api.ledger.actions.seal import hashes, latest_sealed
from field_api.ledger.models import Event, Leaf
from field_api.ledger.rules import Act
from field_api.ledger.rules.leaves import Sealable
from field_api.lib import merkle


class NoSuchTree(ValueError):
    """A size that no checkpoint has reached, or sizes in the wrong order."""


class NotSealed(LookupError):
    """An event that was written and has no place in the tree yet."""


@dataclass(frozen=True, slots=True)
class Included:
    """`text` is the event, byte for byte as it was sealed; the proof leads to `note`'s root."""

    event: int
    text: str
    position: int
    size: int
    proof: list[bytes]
    note: str


def consistency(*, old: int, new: int) -> list[bytes]:
    """What proves that the tree of `old` leaves is the beginning of that of `new`.

    Raises NoSuchTree.
    """
    last = latest_sealed()
    if last is None or not 0 < old <= new <= last.size:
        raise NoSuchTree
    return _read(merkle.consistency_path(old, new))


def inclusion(*, actor: str, event: int | None = None, entry: UUID | None = None) -> Included:
    """What proves that an event of this actor, or the receipt of an entry of theirs, is sealed.

    Raises Event.DoesNotExist for what is not there or is not theirs, and NotSealed.
    """
    of = {"pk": event or 0}
    named = {"subject": f"entry:{entry}", "act": Act.COLLECTION.value}
    mine = Event.objects.filter(actor=actor, **(named if entry else of))
    key = mine.order_by("pk").values_list("pk", flat=True).first()
    if key is None:
        raise Event.DoesNotExist
    last, leaf = latest_sealed(), Leaf.objects.filter(event=key).first()
    if last is None or leaf is None or leaf.position >= last.size:
        raise NotSealed
    path = merkle.inclusion_path(leaf.position, last.size)
    return Included(key, _text(key), leaf.position, last.size, _read(path), last.note)


def _read(path: merkle.Path) -> list[bytes]:
    return merkle.read(path, hashes({node for nodes in path for node in nodes}))


def _text(key: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {events.COLUMNS} FROM ledger_event e WHERE e.id = %s",  # noqa: S608
            [key],
        )
        return Sealable(*cursor.fetchone()).text()
