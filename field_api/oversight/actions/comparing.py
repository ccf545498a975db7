"""One step of a reconciliation: what was delivered in some hours against the system's own list."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Connector, Found, Held, Intent, LookupBy
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.lib import clock
from field_api.oversight.models import Difference
from field_api.oversight.rules.reconciling import (
    ASKED_ONE_BY_ONE,
    LISTING_SECONDS,
    SKEW,
    Apart,
    Ours,
    judged,
)

_AT_ONCE = 500
_T = TypeVar("_T")
_MAYBE_THERE = [
    state.value for state in (State.SENDING, State.DELIVERED, State.AWAITING, State.UNCERTAIN)
]


@dataclass(slots=True)
class Compared:
    """`ours` they should hold, `theirs` they say they hold of that time. `differences` are unsaved
    and have no reconciliation yet.
    """

    ours: int = 0
    theirs: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class _Step:
    """`expected` are the keys they should hold, with the delivery; what is found is taken away."""

    system: System
    since: datetime
    until: datetime
    started: datetime
    expected: dict[UUID, UUID]
    result: Compared = field(default_factory=Compared)

    def covers(self, held: Held) -> bool:
        return held.received_at is None or self.since <= held.received_at < self.until


def compare(system: System, since: datetime, until: datetime) -> Compared:
    """Raises NoAnswer when the system's list could not be had, whole."""
    connector, started = connectors.connector(system), clock.now()
    expected, begins = _expected(system, since, until, Capability.UPDATES in connector.capabilities)
    step = _Step(system, since, until, started, expected)
    step.result.ours = len(expected)
    # Their time of receipt lies between our making and our settling, which for what was in doubt
    # can be hours: so their list is read from when the oldest of ours was made.
    listing = connector.listing(begins - SKEW, until + SKEW, deadline=LISTING_SECONDS)
    for batch in _batches(listing):
        _strike(step, batch)
    _missing(step, connector)
    return step.result


def _expected(
    system: System, since: datetime, until: datetime, replaces: bool
) -> tuple[dict[UUID, UUID], datetime]:
    """What they should hold of what was delivered in that time, and when its oldest was made.

    Not what is erased or about to be, nor, where a version takes the place of the one before, what
    a later one may have replaced already.
    """
    later = Delivery.objects.filter(
        system=OuterRef("system"), subject=OuterRef("subject"), lane_seq__gt=OuterRef("lane_seq")
    )
    gone = Q(intent=Intent.ERASE.value) & ~Q(state=State.CANCELLED.value)
    if replaces:
        gone |= Q(intent=Intent.WRITE.value, state__in=_MAYBE_THERE)
    rows = _written(system).filter(
        state=State.DELIVERED.value, settled_at__gte=since, settled_at__lt=until
    )
    found, begins = {}, since
    kept = rows.exclude(Exists(later.filter(gone))).values_list("key", "pk", "created_at")
    for key, pk, made in kept.iterator():
        found[key] = pk
        begins = min(begins, made)
    return found, begins


def _written(system: System) -> QuerySet[Delivery]:
    return Delivery.objects.filter(system=system, intent=Intent.WRITE.value).order_by()


def _strike(step: _Step, batch: Sequence[Held]) -> None:
    """Take what they hold off what they should, and note where it is not the same."""
    known = _known(step, [held.key for held in batch])
    for held in batch:
        expected = step.expected.pop(held.key, None) is not None
        if not expected and not step.covers(held):
            continue
        step.result.theirs += 1
        ours = known.get(held.key)
        what = judged(ours, held.sha256)
        if what is not None:
            step.result.differences.append(_difference(what, held, ours))


def _known(step: _Step, keys: list[UUID]) -> dict[UUID, Ours]:
    """What we know of each key. Replays under the same key are one thing in several forms."""
    rows = Delivery.objects.filter(system=step.system, key__in=keys).order_by("generation")
    fields = ("key", "pk", "subject", "lane_seq", "intent", "state", "payload_sha256")
    found = list(rows.values_list(*fields))
    erased = _erased(step, {row[2] for row in found})
    known: dict[UUID, Ours] = {}
    for key, pk, subject, place, intent, state, sha256 in found:
        before = known.get(key)
        forms = before.sha256 if before else frozenset()
        if state == State.DELIVERED.value and intent == Intent.WRITE.value:
            forms |= {sha256}
        known[key] = Ours(pk, forms, bool(forms) and erased[subject] > place)
    return known


def _erased(step: _Step, subjects: Iterable[UUID]) -> defaultdict[UUID, int]:
    """The place of the last erasure in each subject's lane, 0 without one: of those that the
    system has had time to do.
    """
    rows = Delivery.objects.filter(
        system=step.system,
        subject__in=list(subjects),
        intent=Intent.ERASE.value,
        state=State.DELIVERED.value,
        settled_at__lt=step.started - SKEW,
    )
    places: defaultdict[UUID, int] = defaultdict(int)
    for subject, place in rows.order_by("lane_seq").values_list("subject", "lane_seq"):
        places[subject] = place
    return places


def _missing(step: _Step, connector: Connector) -> None:
    """What is left, after asking for each by its key: a clock far off looks like a loss."""
    left = dict(step.expected)
    if step.system.lookup == LookupBy.BY_KEY.value:
        for held in _held_after_all(step, connector, list(left)[:ASKED_ONE_BY_ONE]):
            del left[held.key]
            _strike(step, [held])
    for chunk in _batches(left.items()):
        rows = Delivery.objects.in_bulk([pk for _, pk in chunk])
        for key, pk in chunk:
            difference = Difference(what=Apart.MISSING.value, key=key, delivery=rows[pk])
            difference.ours_sha256 = rows[pk].payload_sha256
            difference.reference = rows[pk].remote_ref
            step.result.differences.append(difference)


def _held_after_all(step: _Step, connector: Connector, keys: list[UUID]) -> Iterator[Held]:
    for key in keys:
        found = connector.lookup(key, deadline=step.system.send_seconds)
        if found.answer in (Found.FOUND, Found.PENDING):
            yield Held(key, found.reference, found.sha256)


def _difference(what: Apart, held: Held, ours: Ours | None) -> Difference:
    forms = sorted(ours.sha256) if ours and not ours.erased else []
    return Difference(
        what=what.value,
        key=held.key,
        delivery_id=ours.delivery if ours else None,
        ours_sha256=forms[-1] if forms else "",
        their_sha256=held.sha256[:64],
        reference=held.reference[:200],
        received_at=held.received_at,
    )


def _batches(things: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(things)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
