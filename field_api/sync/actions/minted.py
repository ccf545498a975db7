"""What handsets said they wrote, beside what arrived."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from field_api.identity.models import Device, Officer
from field_api.lib import sql
from field_api.notebook import actions as notebook
from field_api.notebook.models import Entry
from field_api.sync.models import Minted

_TOLD = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What one push said of its handset. `device` is the primary key of identity.Device."""

    device: UUID
    minted_through: int
    app: str = ""
    skew_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A handset from which entries are expected: `places` are the first 100 that are missing."""

    said: Minted
    held: int
    places: list[int]


# Joined to what stands, not left to ON CONFLICT ... WHERE, which locks the rows it leaves as they
# are, and a lock is a write. In the order of devices, or two rounds of pushes could deadlock.
_NOTE = """
    INSERT INTO sync_minted (device_id, minted_through, app, skew_ms, said_at)
    SELECT s.device, s.minted, s.app, s.skew, statement_timestamp()
    FROM unnest(%s::uuid[], %s::int[], %s::text[], %s::bigint[]) AS s (device, minted, app, skew)
    LEFT JOIN sync_minted m ON m.device_id = s.device
    WHERE m.device_id IS NULL OR m.minted_through < s.minted OR m.app <> s.app
      OR m.said_at < statement_timestamp() - interval '1 hour'
    ORDER BY s.device
    ON CONFLICT (device_id) DO UPDATE SET
      minted_through = greatest(sync_minted.minted_through, EXCLUDED.minted_through),
      app = EXCLUDED.app, skew_ms = EXCLUDED.skew_ms, said_at = EXCLUDED.said_at
"""


def note(said: Iterable[Said]) -> None:
    """Keep what these pushes said: one statement, and no row written where nothing is new.

    Handsets that gave out no place yet are left out.
    """
    newest: dict[UUID, Said] = {}
    for one in said:
        known = newest.get(one.device)
        if one.minted_through and not (known and known.minted_through > one.minted_through):
            newest[one.device] = one
    if not newest:
        return
    rows = newest.values()
    sql.run(
        _NOTE,
        [one.device for one in rows],
        [one.minted_through for one in rows],
        [one.app[:40] for one in rows],
        [one.skew_ms for one in rows],
    )


def gaps(*, officer: Officer, most: int = 100) -> list[Gap]:
    """Handsets the officer answers for, and their own, that said they wrote more than arrived.

    The one longest out of touch comes first: what it holds exists nowhere else. A gap may close
    by itself, for a handset names its highest place before its whole outbox is sent.
    """
    return _gaps(Minted.objects.visible_to(officer), most)


def gaps_of(devices: Sequence[Device]) -> dict[UUID, Gap]:
    """Those of these handsets that said they wrote more than arrived, by the handset's key.

    What is expected of a lost one: places in its notebook that were given out and never came.
    """
    said = Minted.objects.filter(device__in=devices)
    return {gap.said.pk: gap for gap in _gaps(said, len(devices))}


def expected(rows: Any) -> Any:
    """Those of these rows of Minted whose handset said it wrote more than arrived, with `held`."""
    lacking = rows.filter(device__notebook__held_through__lt=F("minted_through"))
    return lacking.annotate(held=_held()).filter(held__lt=F("minted_through"))


def _gaps(rows: Any, most: int) -> list[Gap]:
    found = (
        expected(rows)
        .select_related("device__officer", "device__notebook")
        .order_by("said_at", "pk")
    )
    return [Gap(row, row.held, _places(row)) for row in found[:most]]


def _held() -> CombinedExpression:
    """Up to its notebook's `held_through` all are held, so that only places above are counted."""
    through = "device__notebook__held_through"
    places = Entry.objects.filter(
        notebook__device=OuterRef("device"),
        seq__gt=OuterRef(through),
        seq__lte=OuterRef("minted_through"),
    )
    counted = places.order_by().values("notebook").annotate(n=Count("seq", distinct=True))
    above = Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())
    return F(through) + above


def _places(row: Minted) -> list[int]:
    book = row.device.notebook
    return notebook.missing(book.pk, row.minted_through)[:_TOLD]
