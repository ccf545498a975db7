"""Comparing a new listing with what came in before it: entries, questions and sightings.

An entry that arrives while a listing is being made may have been compared without it. So the look
back waits until every transaction that ran when the listing could first be seen has ended, and
until all that came in by then has been read; what comes later was compared with it. Pushes pay
nothing for that: no lock is shared between the two.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from field_api.feed import actions as feed
from field_api.identity.models import Officer, Unit
from field_api.intelligence.models import MentionKey, Record
from field_api.lib import clock, sql
from field_api.policy.rules import USUAL
from field_api.watch.actions import screening
from field_api.watch.actions.screening import Seen, Where
from field_api.watch.models import Asked, Inlet, Listing, Sighting
from field_api.watch.rules import Source
from field_api.watch.rules.listing import LOOKED_BACK

_AT_ONCE = 50
_MOST = 500
_UNREAD_TRIES = 5

_HORIZON = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_PASSED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def look_back() -> int:
    """Take each listing that waits for it one step further; how many were done with. Any number of
    workers may: each takes what no other has."""
    waiting = Listing.objects.running().filter(looked_back_at=None).order_by("listed_at", "pk")
    return sum(_further(pk) for pk in list(waiting.values_list("pk", flat=True)[:_AT_ONCE]))


def _further(listing: UUID) -> int:
    with feed.work():
        rows = Listing.objects.running().filter(pk=listing, looked_back_at=None)
        row = rows.select_for_update(skip_locked=True, no_key=True).first()
        if row is None:
            return 0
        first, ready = row.horizon is None, _ready(row)
        if ready:
            row.looked_back_at = clock.now()
        row.save(update_fields=["horizon", "horizon_at", "looked_back_at"])
        if first or ready:  # what can be seen already is found at once
            _compare(row)
    return int(ready)


def _ready(row: Listing) -> bool:
    """Moves `horizon` and `horizon_at` on; whether all that may have missed it can be seen."""
    if row.horizon is None:
        ((row.horizon,),) = sql.run(_HORIZON)
        return False
    if row.horizon_at is None:
        ((oldest,),) = sql.run(_PASSED)
        if oldest < row.horizon:
            return False
        row.horizon_at = clock.now()
    unread = Record.objects.filter(force=row.force_id, to_read=True, tries__lt=_UNREAD_TRIES)
    return not unread.filter(Q(told_at__lte=row.horizon_at) | Q(tries__gt=0)).exists()


def _compare(row: Listing) -> None:
    since = clock.now() - LOOKED_BACK
    keys = dict(row.held.values_list("held", "exact"))
    found = [*_entries(row, keys, since), *_asked(row, keys, since), *_sighted(row, keys, since)]
    screening.keep(
        [
            screening.found(seen, row.pk, sorted(seen.held), any(keys[one] for one in seen.held))
            for seen in found
        ]
    )


def _entries(row: Listing, keys: Collection[str], since: datetime) -> Iterable[Seen]:
    rows = MentionKey.objects.filter(held__in=keys, mention__record__force=row.force_id)
    rows = rows.filter(mention__record__occurred_at__gte=since)
    held: dict[UUID, set[str]] = defaultdict(set)
    newest = rows.order_by("-mention__record__occurred_at", "-mention__record_id")
    for found, key in newest.values_list("mention__record_id", "held")[: _MOST * 4]:
        held[found].add(key)
    records = Record.objects.filter(pk__in=held).select_related("unit__force", "author")
    for record in records[:_MOST]:
        yield Seen(
            source=Source.ENTRY,
            row=record.pk,
            unit=record.unit,
            at=record.occurred_at or clock.now(),
            held=held[record.pk],
            marking=record.marking,
            groups=record.groups,
            officer=record.author,
            looked_back=True,
        )


def _asked(row: Listing, keys: Collection[str], since: datetime) -> Iterable[Seen]:
    rows = Asked.objects.filter(force=row.force_id, asked_at__gte=since, held__overlap=list(keys))
    for one in rows.select_related("unit__force", "officer").order_by("-asked_at")[:_MOST]:
        yield asked(one, one.officer, one.unit, set(one.held) & set(keys), looked_back=True)


def asked(
    one: Asked, officer: Officer, unit: Unit, held: Collection[str], *, looked_back: bool
) -> Seen:
    """A question as it is compared: what an officer asks is for colleagues at the usual marking."""
    return Seen(
        source=Source.QUERY,
        row=one.pk,
        unit=unit,
        at=one.asked_at,
        held=held,
        marking=USUAL,
        officer=officer,
        where=Where(one.place),
        looked_back=looked_back,
    )


def _sighted(row: Listing, keys: Collection[str], since: datetime) -> Iterable[Seen]:
    rows = Sighting.objects.filter(force=row.force_id, held__in=keys, seen_at__gte=since)
    inlets = {one.pk: one.unit for one in Inlet.objects.select_related("unit__force")}
    for one in rows.order_by("-seen_at")[:_MOST]:
        unit: Any = inlets.get(one.system_id)
        if unit is not None:
            yield sighted(one, unit, looked_back=True)


def sighted(one: Sighting, unit: Unit, *, looked_back: bool = False) -> Seen:
    """A sighting as it is compared; `unit` answers for what its system reports."""
    return Seen(
        source=Source.SIGHTING,
        row=one.pk,
        unit=unit,
        at=one.seen_at,
        held=[one.held],
        marking=USUAL,
        where=Where(one.place, one.latitude, one.longitude),
        looked_back=looked_back,
    )
