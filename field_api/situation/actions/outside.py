"""What a partner's map may have of ours: what an agreement that runs today lets it, and no more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from field_api.catalogue import actions as catalogue
from field_api.intelligence.models import Mention, Record, RecordQuerySet
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.policy import actions as policy
from field_api.policy.actions import Cover
from field_api.policy.rules import allowed
from field_api.policy.rules.deciding import SHARED_STATES
from field_api.situation.actions.entries import HAPPENED
from field_api.situation.models import Outside
from field_api.situation.rules import Care, care, nearby, of_attributes
from field_api.situation.rules.cot import LASTS, Told

MOST = 1_000
"""A round. What is left comes with the next."""

_EARLY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Round:
    """What a partner is to be told now: what is new or another, and what has to go."""

    partner: str
    shown: Sequence[Told]
    ended: Sequence[UUID]


def due(partner: str) -> Round:
    """By the difference between what may stand on their map and what does. Nothing is lost by a
    crash: what was not confirmed is due again, under the same uid.
    """
    covers = policy.cover(partner)
    may = {one.id: one for cover in covers for one in _under(cover)}
    has = list(Outside.objects.filter(partner=partner))
    digests = {row.place: row.digest for row in has}
    fresh = [one for key, one in may.items() if digests.get(key) != one.digest]
    waiting = _being_read(covers, has)
    gone = [row.place for row in has if row.place not in may and row.submission not in waiting]
    return Round(partner, fresh[:MOST], gone[:MOST])


def record(round: Round) -> None:
    """That it is disclosed (DPA 2018 s.62(1)(d)), before it is sent: what nobody confirms may have
    been read all the same. Raises ledger.NotRecorded.
    """
    by_agreement: dict[str, list[Told]] = {}
    for one in round.shown:
        by_agreement.setdefault(one.agreement, []).append(one)
    events = [_disclosed(round.partner, key, some) for key, some in by_agreement.items()]
    with transaction.atomic():
        ledger.record_many(events)


def confirmed(round: Round) -> None:
    """Keep that the partner has read it."""
    now = clock.now()
    rows = [
        Outside(
            partner=round.partner,
            place=one.id,
            submission=one.submission,
            digest=one.digest,
            told_at=now,
        )
        for one in round.shown
    ]
    with transaction.atomic():
        Outside.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["partner", "place"],
            update_fields=["digest", "told_at"],
        )
        Outside.objects.filter(partner=round.partner, place__in=round.ended).delete()


def _covered(cover: Cover) -> RecordQuerySet:
    now = clock.now()
    return Record.objects.filter(
        Q(occurred_at__gt=now - LASTS, occurred_at__lte=now + _EARLY),
        force__code=cover.force,
        kind__in=cover.kinds,
        marking__in=allowed(cover.marking),
        state__in=SHARED_STATES,
        groups=[],
    )


def _being_read(covers: Iterable[Cover], has: Sequence[Outside]) -> set[UUID]:
    """Those that stand in another version by now, whose place is known in a moment: taken off and
    put back, they would flicker.
    """
    named = [row.submission for row in has]
    rows = (_covered(cover).filter(pk__in=named, to_read=True) for cover in covers)
    return {key for some in rows for key in some.values_list("pk", flat=True)}


def _under(cover: Cover) -> Iterable[Told]:
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    places = Mention.objects.filter(record__in=_covered(cover), type="place", role__in=HAPPENED)
    for row in places.select_related("record").order_by("pk"):
        if (told := _told(row, cover, titles)) is not None:
            yield told


def _told(row: Mention, cover: Cover, titles: Mapping[str, str]) -> Told | None:
    """As who reads by an agreement sees it: only where one version stands, no field marked higher,
    and what may be somebody's home as a square.
    """
    record = row.record
    how = care(record.kind, restricted=False, own=False, by_duty=False, carried=True)
    marks = {row.marks.get(name, record.marking) for name in row.attributes}
    if how == Care.NONE or record.revisions != [row.revision]:
        return None
    place = of_attributes(row.attributes) if marks <= set(allowed(cover.marking)) else None
    if place is None or record.occurred_at is None:
        return None
    return Told(
        id=row.pk,
        submission=record.pk,
        title=f"{titles.get(record.kind, record.kind)} {record.reference}",
        at=record.occurred_at,
        place=nearby(place) if how == Care.AREA else place,
        marking=record.marking,
        agreement=cover.agreement,
    )


def _disclosed(partner: str, agreement: str, some: Sequence[Told]) -> Event:
    return Event(
        act=Act.DISCLOSURE.value,
        actor="house",
        subject="situation",
        recipient=f"tak:{partner}",
        details={
            "agreement": agreement,
            "submissions": sorted({str(one.submission) for one in some}),
        },
    )
