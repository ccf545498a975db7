"""Entries, where they say that something happened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.identity.rules import COVERING
from field_api.intelligence.actions import sight
from field_api.intelligence.actions.sight import Shown
from field_api.intelligence.models import Mention, Record, RecordQuerySet
from field_api.policy.actions.asking import selecting
from field_api.policy.rules import Action
from field_api.situation.actions.reader import Reader
from field_api.situation.rules import Care, Kind, Spot, care, nearby, of_attributes

HAPPENED = ("incident-location", "last-seen", "found")
"""Where somebody lives, works or is often seen is no place where anything happened."""

_WORDS = 120


def spots(reader: Reader) -> list[Spot]:
    """One for each place of an entry; one without a place for an entry that has none to show."""
    when = {"occurred_at__gte": reader.since, "occurred_at__lte": reader.until}
    return _of(reader, Record.objects.filter(**when))


def of(reader: Reader, submissions: Iterable[UUID]) -> list[Spot]:
    """The same of these, whenever they happened."""
    return _of(reader, Record.objects.filter(pk__in=submissions, occurred_at__isnull=False))


def _of(reader: Reader, rows: RecordQuerySet) -> list[Spot]:
    standing = rows.filter(selecting(reader.actor, Action.READ)).exclude(revisions=[])
    records = list(standing.order_by("-occurred_at", "-pk")[: reader.most + 1])
    places = _places(reader, records)
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    return [
        spot
        for record in records
        for spot in _spots(reader, record, places.get(record.pk, ()), titles)
    ]


def _places(reader: Reader, records: Iterable[Record]) -> Mapping[UUID, list[Shown]]:
    known = {record.pk: record for record in records}
    rows = Mention.objects.filter(record__in=known, type="place", role__in=HAPPENED)
    found: dict[UUID, list[Shown]] = defaultdict(list)
    for row in rows.order_by("key", "pk"):
        row.record = known[row.record_id]
        # Between the reading of both an entry may have come to stand on another version.
        if row.revision in row.record.revisions:
            shown = sight.seen(reader.actor, row, Action.READ)
            found[row.record_id] += [shown] if shown is not None else []
    return found


def _spots(
    reader: Reader, record: Record, places: Iterable[Shown], titles: Mapping[str, str]
) -> list[Spot]:
    how = _care(reader, record)
    if how == Care.NONE:
        return []
    blank = _blank(reader, record, titles.get(record.kind, record.kind))
    shown = [spot for one in places if (spot := _placed(blank, one, how)) is not None]
    return shown or [blank]


def _care(reader: Reader, record: Record) -> Care:
    return care(
        record.kind,
        restricted=bool(record.groups),
        own=record.author_id == reader.officer.pk,
        by_duty=record.unit_id in reader.actor.units(COVERING),
        carried=reader.carried,
    )


def _placed(blank: Spot, one: Shown, how: Care) -> Spot | None:
    attributes = one.known.attributes
    place = of_attributes(attributes)
    if place is None:
        return None
    if how == Care.AREA:
        return replace(blank, id=one.mention.pk, place=nearby(place), area=True)
    words = str(attributes.get("text") or "")[:_WORDS]
    return replace(blank, id=one.mention.pk, place=place, words=words)


def _blank(reader: Reader, record: Record, title: str) -> Spot:
    assert record.occurred_at is not None  # noqa: S101 filtered above
    return Spot(
        kind=Kind.ENTRY,
        id=record.pk,
        at=record.occurred_at,
        known_at=record.told_at,
        place=None,
        sort=record.kind,
        title=f"{title} · {record.reference}",
        words="",
        marking=record.marking,
        opens=record.pk,
        mine=record.author_id == reader.officer.pk,
    )
