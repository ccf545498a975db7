"""Trying a version on what officers wrote, beside the version in use."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from field_api.connectors.rules import FieldFault
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.mapping.actions import ready, sources
from field_api.mapping.actions.ready import Mapped, Ready, Released
from field_api.mapping.models import Mapping, Source
from field_api.mapping.rules import MappingState, redaction
from field_api.mapping.rules.differences import MOST, Difference, differences

SAMPLES = 100
MOST_ENTRIES = 10_000
_CHUNK = 50


class Came(StrEnum):
    """What the version makes of an entry, against what the version in use makes of it."""

    SAME = "same"
    CHANGED = "changed"
    NEWLY_ACCEPTED = "newly_accepted"
    NEWLY_FAULTY = "newly_faulty"
    STILL_FAULTY = "still_faulty"


@dataclass(frozen=True, slots=True)
class Trial:
    """One entry. `differences` hold its values only when `shown`: to an officer who may read it."""

    source: UUID
    subject: UUID
    came: Came
    differences: list[Difference] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)
    shown: bool = False


class NothingToTry(ValueError):
    """No entry of the kind is kept, and no sample was given."""


def failing(mapping: Mapping, samples: list[Released]) -> list[Trial]:
    """The samples, and the newest kept entries, that this version can't say what it should of.

    A kept entry counts only where the version in use does better, and where its marking is one the
    system is cleared for: others may never have to go there. Raises NothingToTry.
    """
    kept = [one for row in _rows(mapping)[:SAMPLES] if (one := sources.released(row))]
    if not kept and not samples:
        raise NothingToTry
    tried = _Tried(mapping)
    found = [tried.on(one) for one in samples]
    found = [one for one in found if one.faults]
    for one in kept:
        trial = tried.on(one)
        if trial.came is Came.NEWLY_FAULTY and redaction.covers(tried.clearance, one.marking):
            found.append(trial)
    return found


def dry_run(
    *,
    mapping: Mapping,
    by: Officer,
    after: UUID | None = None,
    since: datetime | None = None,
    limit: int = 200,
) -> Iterator[Trial]:
    """What would change, newest entry first; goes on after the entry `after`. At most 10,000.

    An officer sees values of entries they may review, which the ledger keeps; of others, which
    fields change. Reads and yields in small parts, each in a transaction of its own.
    """
    rows = _rows(mapping, after=after, since=since)
    tried = _Tried(mapping)
    limit = min(limit, MOST_ENTRIES)
    while limit > 0:
        part = list(rows[: min(_CHUNK, limit)])
        yield from _part(tried, part, mapping, by)
        if len(part) < _CHUNK:
            return
        limit -= len(part)
        rows = _rows(mapping, after=part[-1].pk, since=since)


def _part(tried: "_Tried", rows: list[Source], mapping: Mapping, by: Officer) -> list[Trial]:
    visible = Source.objects.visible_to(by).filter(pk__in=[row.pk for row in rows])
    shown = set(visible.values_list("pk", flat=True))
    kept = [one for row in rows if (one := sources.released(row))]
    trials = [tried.on(one, shown=one.revision in shown) for one in kept]
    read = {one.subject for one in trials if one.shown and one.differences}
    with transaction.atomic():
        ledger.record_many(
            [
                Event(
                    act=Act.CONSULTATION.value,
                    actor=by.actor,
                    subject=f"submission:{subject}",
                    purpose="trying a mapping",
                    details={"mapping": mapping.subject},
                )
                for subject in sorted(read)
            ]
        )
    return trials


def _rows(
    mapping: Mapping, *, after: UUID | None = None, since: datetime | None = None
) -> QuerySet[Source]:
    rows = Source.objects.filter(kind=mapping.kind).exclude(document=None)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if after is not None:
        last = Source.objects.filter(pk=after).values_list("created_at", flat=True).first()
        if last is None:
            return rows.none()
        rows = rows.filter(Q(created_at__lt=last) | Q(created_at=last, pk__gt=after))
    return rows.order_by("-created_at", "pk")


class _Tried:
    """One version beside the one in use, on entries as they come."""

    def __init__(self, mapping: Mapping) -> None:
        versions = Mapping.objects.filter(system=mapping.system, kind=mapping.kind)
        now = versions.filter(state=MappingState.ACTIVE.value).first()
        self.clearance = mapping.system.clearance
        self._new = ready.at(mapping.pk)
        self._now = ready.at(now.pk) if now else None

    def on(self, source: Released, *, shown: bool = False) -> Trial:
        after = self._made(self._new, source)
        before = self._made(self._now, source) if self._now else None
        changes: list[Difference] = []
        if before is not None:
            changes = list(islice(differences(before.document, after.document), MOST))
        return Trial(
            source=source.revision,
            subject=source.subject,
            came=_came(before, after, bool(changes)),
            differences=changes if shown else [Difference(one.pointer) for one in changes],
            faults=after.faults,
            shown=shown,
        )

    def _made(self, by: Ready, source: Released) -> Mapped:
        try:
            return by.apply(source, version=1, clearance=self.clearance)
        except Exception as error:  # a developer's mapping may raise anything
            return Mapped({}, faults=[FieldFault("", f"fails: {type(error).__name__}")])


def _came(before: Mapped | None, after: Mapped, changed: bool) -> Came:
    was_faulty = before is None or bool(before.faults)
    if after.faults:
        return Came.STILL_FAULTY if before and before.faults else Came.NEWLY_FAULTY
    if was_faulty:
        return Came.NEWLY_ACCEPTED
    return Came.CHANGED if changed else Came.SAME


def counts(trials: Iterable[Trial]) -> dict[str, int]:
    """How many came out in each way, every way named."""
    found = dict.fromkeys([came.value for came in Came], 0)
    for trial in trials:
        found[trial.came.value] += 1
    return found
