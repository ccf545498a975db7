"""One entry on its way to every system: each version, each attempt, and what holds it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from field_api.connectors.models import System
from field_api.connectors.rules import State as SystemState
from field_api.delivery.models import Attempt, Callback, Delivery, Payload, Task
from field_api.delivery.rules import BLOCKING, OPEN, Ordering, State
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.policy.rules import Action
from field_api.submissions.models import Submission

_OPEN, _BLOCKING = {state.value for state in OPEN}, {state.value for state in BLOCKING}


@dataclass(frozen=True, slots=True)
class Leg:
    """One version on its way to one system. `held_by` is the earlier one it waits behind; `removed`
    the fields left out for that system, by name alone; None once they went with its bytes.
    """

    delivery: Delivery
    attempts: list[Attempt]
    callbacks: list[Callback]
    tasks: list[Task]
    removed: list[str] | None
    held_by: Delivery | None

    @property
    def is_paused(self) -> bool:
        waits = self.delivery.state == State.DUE.value
        return waits and self.delivery.system.state != SystemState.ACTIVE.value


@dataclass(frozen=True, slots=True)
class Trace:
    """`lanes` has a system's legs by version and generation, the systems by name."""

    submission: Submission
    lanes: list[tuple[System, list[Leg]]]


@transaction.atomic
def trace(*, submission: UUID, officer: Officer) -> Trace | None:
    """Where one entry has gone, read by an officer; None where they may not see it. Faults quote
    the record, so this is a consultation of it (DPA 2018 s.62(1)(c)).
    """
    found = Submission.objects.visible_to(officer, Action.TRACE).select_related("author", "unit")
    row = found.filter(pk=submission).first()
    if row is None:
        return None
    consulted(officer, submission, "tracing its delivery")
    rows = Delivery.objects.filter(subject=submission).select_related("system", "mapping")
    lanes: dict[System, list[Leg]] = defaultdict(list)
    for leg in _legs(list(rows.order_by("system__name", "lane_seq", "generation"))):
        lanes[leg.delivery.system].append(leg)
    return Trace(row, list(lanes.items()))


@transaction.atomic
def leg(*, delivery: UUID, officer: Officer) -> tuple[Leg, Submission | None] | None:
    """One delivery of the officer's force, and the submission where they may read that."""
    rows = Delivery.objects.visible_to(officer).select_related("system", "mapping")
    row = rows.filter(pk=delivery).first()
    if row is None:
        return None
    seen = Submission.objects.visible_to(officer, Action.TRACE).select_related("author", "unit")
    submission = seen.filter(pk=row.subject_id).first()
    if submission is not None:
        consulted(officer, submission.pk, "looking into a delivery")
    lane = Delivery.objects.filter(subject=row.subject_id, system=row.system_id)
    legs = _legs(list(lane.select_related("system", "mapping").order_by("lane_seq", "generation")))
    return next(one for one in legs if one.delivery.pk == delivery), submission


def _legs(rows: Sequence[Delivery]) -> list[Leg]:
    keys = [row.pk for row in rows]
    attempts: dict[UUID, list[Attempt]] = defaultdict(list)
    for one in Attempt.objects.filter(delivery__in=keys).order_by("id"):
        attempts[one.delivery_id].append(one)
    callbacks: dict[UUID, list[Callback]] = defaultdict(list)
    for said in Callback.objects.filter(delivery__in=keys).order_by("id"):
        callbacks[said.delivery_id].append(said)
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for todo in Task.objects.filter(delivery__in=keys).select_related("done_by").order_by("id"):
        tasks[todo.delivery_id].append(todo)
    removed = dict(Payload.objects.filter(pk__in=keys).values_list("pk", "removed"))
    return [
        Leg(
            row,
            attempts[row.pk],
            callbacks[row.pk],
            tasks[row.pk],
            removed.get(row.pk),
            _held_by(row, rows),
        )
        for row in rows
    ]


def _held_by(row: Delivery, rows: Sequence[Delivery]) -> Delivery | None:
    """The first of its lane that must end before this one may begin."""
    if row.state not in _OPEN or row.ordering == Ordering.NONE.value:
        return None
    earlier = (
        one
        for one in rows
        if one.system_id == row.system_id and one.state in _BLOCKING and one.lane_seq < row.lane_seq
    )
    return next(earlier, None)


def consulted(officer: Officer, submission: UUID, purpose: str) -> None:
    ledger.record(
        act=Act.CONSULTATION,
        actor=officer.actor,
        subject=f"submission:{submission}",
        purpose=purpose,
    )
