"""Every measure that pages read, once more by plain Python over the rows of a force's month.

Written from what the columns of the day tables say they mean, and by nothing that counts them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest

from backend.populate import Size, populate
from field_api.delivery.models import Attempt, Delivery, Task
from field_api.identity.models import Unit
from field_api.identity.rules import Role
from field_api.insights.actions import counting, measures
from field_api.insights.actions.measures import EntitySums, FieldSums, Span, Sums, SystemSums
from field_api.insights.actions.tallies.told import told_by
from field_api.intelligence import actions as intelligence
from field_api.intelligence.models import Mention, MentionKey
from field_api.intelligence.rules.comparing import HINTS
from field_api.intelligence.rules.keys import BLOCKS
from field_api.notebook.models import Entry
from tests import make, written
from tests.insights.from_rows import (
    One,
    agree,
    anywhere,
    buckets,
    by,
    leaves,
    loaded,
    needed,
    person,
    places,
    whole_seconds,
    within,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]

UNTIL = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOTHING: tuple[Any, ...] = (None, "", [], {})


@pytest.fixture
def work() -> list[One]:
    written.forms()
    written.systems()
    _told.cache_clear()  # the mappings of this test are not those of another
    keeper = make.officer(role=Role.FORCE_ADMIN)
    size = Size(days=21, officers=40, entries=2_000, seed=3)
    populate(size, force=keeper.force, author=keeper, until=UNTIL)
    while intelligence.read():
        pass
    counting.refresh(seconds=3600)
    return loaded()


def test_every_measure_is_what_plain_python_finds(work: list[One]) -> None:
    units = frozenset(Unit.objects.values_list("pk", flat=True))
    first, last = UNTIL.date() - timedelta(days=30), UNTIL.date()
    whole = Span(units, first, last)
    busiest, _ = Counter(one.row.unit_id for one in work).most_common(1)[0]
    spans = [
        whole,
        replace(whole, kind=written.SEARCH),
        whole.only({busiest}),
        Span(units, last - timedelta(days=9), last - timedelta(days=4)),
        replace(whole, units=frozenset()),
    ]
    sums = doubles(work)
    for span in spans:
        mine = [one for one in work if within(one, span)]
        _work_agrees(span, mine)
        _waits_agree(span, mine)
        _systems_agree(span, mine)
        _refusals_agree(span, mine)
        _fields_agree(span, mine)
        _entities_agree(span, mine, sums)
    _something_was_compared(whole)


def _something_was_compared(whole: Span) -> None:
    """A measure that is nought everywhere would agree with anything."""
    (summed,) = measures.grouped(whole, ()).values()
    assert [one.name for one in fields(Sums) if not getattr(summed, one.name)] == []
    systems = measures.by_system(whole).values()
    assert sum(one.accepted for one in systems) and sum(one.refused for one in systems)
    assert sum(one.fields for one in systems)
    found = measures.by_field(whole).values()
    assert sum(one.returned for one in found) and sum(one.corrected for one in found)
    assert sum(one.refused for one in found)
    persons = measures.entities(whole)["person"]
    assert persons.mentions > persons.doubled > 0 and persons.whole
    assert measures.counted_until() is not None


# --- how entries went -----------------------------------------------------------------------------


def _work_agrees(span: Span, mine: list[One]) -> None:
    days, units, kinds, both, every = measures.ways(
        span, ("day",), ("unit",), ("kind",), ("day", "kind"), ()
    )
    agree(every, {(): added(mine)})
    for found, key in (
        (measures.by_one(days), lambda one: one.day),
        (measures.by_one(units), lambda one: one.row.unit_id),
        (measures.by_one(kinds), lambda one: one.row.kind),
        (both, lambda one: (one.day, one.row.kind)),
    ):
        agree(found, {name: added(some) for name, some in by(mine, key).items()})


def added(mine: list[One]) -> Sums:
    said: Counter[str] = Counter()
    for one in mine:
        moves = [step.move for step in one.decisions]
        said["entries"] += 1
        said["reviewed"] += bool(moves)
        said["first_right"] += first_right(one)
        said["returned"] += "send_back" in moves
        said["rejected"] += "reject" in moves
        said["sampled_out"] += (
            not moves and one.row.state == "released" and one.row.review_state == "none"
        )
        said["revisions"] += len(one.revisions)
        for revision in one.revisions:
            if revision.typed is not None:
                said["counted"] += 1
                for name in ("typed", "chosen", "reused", "filled"):
                    said[name] += getattr(revision, name)
        asked = needed(one.head)
        said["required_all"] += len(asked)
        said["required_filled"] += sum(one.head.body.get(name) not in NOTHING for name in asked)
    # Seconds are rounded once for each row of the table, not for each entry.
    for some in by(mine, lambda one: (one.row.unit_id, one.day, one.row.kind)).values():
        said["waited_s"] += whole_seconds([waited(one) for one in some if one.decisions])
    return Sums(**said)


def first_right(one: One) -> bool:
    if not one.decisions or one.decisions[0].move not in ("approve", "confirm"):
        return False
    return bool(one.decisions[0].revision_id == one.revisions[0].pk)


def waited(one: One) -> timedelta:
    return max(one.decisions[0].made_at - one.row.created_at, timedelta())


def _waits_agree(span: Span, mine: list[One]) -> None:
    seconds = [waited(one).total_seconds() for one in mine if one.decisions]
    agree(list(measures.waits(span)), buckets(seconds, 1.0))
    for part in (0.5, 0.95):
        _is_near(measures.wait_quantile(measures.waits(span), part), seconds, part)


def _is_near(quantile: float | None, seconds: Sequence[float], part: float) -> None:
    """Right to within its bucket, which ends at twice what it begins with."""
    if not seconds:
        assert quantile is None
        return
    true = sorted(seconds)[max(0, -(-round(part * 1000) * len(seconds) // 1000) - 1)]
    assert quantile is not None and true / 2.001 <= quantile <= true * 2.001 + 1


# --- systems --------------------------------------------------------------------------------------


def _systems_agree(span: Span, mine: list[One]) -> None:
    parcels = [(one, parcel) for one in mine for parcel in one.deliveries]
    theirs = by(parcels, lambda pair: pair[1].system_id)
    agree(measures.by_system(span), {key: carried(some) for key, some in theirs.items()})
    arrived = dict(Entry.objects.values_list("pk", "received_at"))
    for here in (False, True):
        found = measures.system_waits(span)[here]
        assert found.keys() == theirs.keys()
        for key, some in theirs.items():
            took = [
                (parcel.settled_at - begun(one, parcel, arrived, here=here)).total_seconds()
                for one, parcel in some
                if parcel.state == "delivered"
            ]
            agree(list(found[key]), buckets(took, 0.1))
            _is_near(measures.system_quantile(found[key], 0.5), took, 0.5)


def begun(one: One, parcel: Delivery, arrived: dict[UUID, datetime], *, here: bool) -> datetime:
    if here:
        return arrived[parcel.revision]
    return next(each.written_at for each in one.revisions if each.pk == parcel.revision)


def carried(some: list[tuple[One, Delivery]]) -> SystemSums:
    states = Counter(parcel.state for _, parcel in some)
    told = 0
    for _, group in groupby(some, lambda pair: pair[0].row.pk):
        kept = [(one, parcel) for one, parcel in group if parcel.state == "delivered"]
        told += answers_told(*kept[0]) if kept else 0
    return SystemSums(
        accepted=states["delivered"],
        refused=states["rejected"],
        dead=sum(states[one] for one in ("uncertain", "held", "expired", "poisoned")),
        waiting=sum(states[one] for one in ("due", "sending", "awaiting")),
        fields=told,
    )


def answers_told(one: One, parcel: Delivery) -> int:
    revision = next(each for each in one.revisions if each.pk == parcel.revision)
    named = parcel.mapping_id or 0, revision.kind, revision.version
    asked = _told(*named, one.row.marking, parcel.system.clearance)
    return sum(at in asked and value not in NOTHING for at, value in places(revision.body))


@cache
def _told(mapping: int, kind: str, version: int, marking: str, clearance: str) -> frozenset[str]:
    return told_by(mapping, kind, version, marking, clearance)


def _refusals_agree(span: Span, mine: list[One]) -> None:
    last = {row.delivery_id: row for row in Attempt.objects.order_by("pk")}
    found: Counter[tuple[int, str]] = Counter()
    for parcel in (each for one in mine for each in one.deliveries if each.state == "rejected"):
        tried = last[parcel.pk]
        found[parcel.system_id, f"{'field' if parcel.faults else 'entry'} {tried.status}"] += 1
    agree(measures.refusals(span), dict(found))


# --- fields ---------------------------------------------------------------------------------------


def _fields_agree(span: Span, mine: list[One]) -> None:
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    tasks = by(list(Task.objects.filter(todo="correct")), lambda task: task.delivery_id)
    for one in mine:
        for how, at in sorted(set(faults_of(one, tasks))):
            found[one.row.kind, at][how] += 1
    agree(measures.by_field(span), {key: FieldSums(**sums) for key, sums in found.items()})


def faults_of(one: One, tasks: dict[UUID, list[Task]]) -> Iterator[tuple[str, str]]:
    for step in one.decisions:
        yield from (("returned", anywhere(said["pointer"])) for said in step.comments)
    for parcel in one.deliveries:
        for task in tasks.get(parcel.pk, ()):
            if task.pointer:
                yield "refused", anywhere(task.pointer)
    for before, after in zip(one.revisions, one.revisions[1:], strict=False):
        was, now = leaves(before.body), leaves(after.body)
        for at in was.keys() | now.keys():
            if was.get(at) != now.get(at):
                yield "corrected", anywhere(at)


# --- whom entries speak of ------------------------------------------------------------------------


def doubles(work: list[One]) -> set[UUID]:
    """Persons whom an earlier entry of the force names by the same identifier."""
    row = {mention.pk: one.row for one in work for mention in one.mentions}
    persons = set(Mention.objects.filter(type="person").values_list("pk", flat=True))
    keys = MentionKey.objects.filter(mention__in=persons).exclude(kind__in=BLOCKS | HINTS)
    found = set()
    for some in by(list(keys.values_list("held", "mention")), lambda pair: pair[0]).values():
        first = min(((row[key].created_at, row[key].pk) for _, key in some))
        found |= {key for _, key in some if (row[key].created_at, row[key].pk) > first}
    return found


def _entities_agree(span: Span, mine: list[One], doubled: set[UUID]) -> None:
    keyed = set(MentionKey.objects.values_list("mention", flat=True))
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in mine:
        for mention in one.mentions:
            sums = found[mention.type]
            sums["mentions"] += 1
            sums["nameless"] += mention.pk not in keyed
            sums["alone"] += len(one.mentions) == 1
            sums["doubled"] += mention.pk in doubled
            if mention.type == "person":
                for name, has in person(mention).items():
                    sums[name] += has
    agree(measures.entities(span), {name: EntitySums(**sums) for name, sums in found.items()})
