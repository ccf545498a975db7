"""What handsets tell of taskings: seen, taken on, declined, written up, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from field_api.alerts.rules import Priority
from field_api.feed import actions as feed
from field_api.identity.models import Device, Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.tasking.actions import ending, giving
from field_api.tasking.actions.saying import say_back
from field_api.tasking.models import Asked, Said, Tasking
from field_api.tasking.rules import COURSES, Outcome, Step, Verb, stands
from field_api.tasking.rules.steps import ONCE

ACCEPTED, DUPLICATE, UNKNOWN = "accepted", "duplicate", "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One step, as a handset tells it: `id` is minted there. `at` is its clock's, None for none
    that makes sense."""

    id: UUID
    tasking: UUID
    step: Step
    at: datetime | None = None
    outcome: Outcome | None = None
    words: str = ""
    submission: UUID | None = None


def receive(*, device: Device, said: Sequence[Told]) -> list[str]:
    """Keep what a handset's officer tells; for each accepted, duplicate, or unknown: then they were
    never asked it, or it is no outcome of what was asked. Told again it is the same. Of one that is
    over by now it counts as well: two may have found what both were sent for.
    """
    with feed.work():
        rows = _held({one.tasking for one in said})
        mine = _mine(device.officer, rows)
        known, once = _known(device.officer, said)
        new: list[Told] = []
        results = []
        for one in said:
            results.append(_result(one, mine, known, once))
            if results[-1] == ACCEPTED:
                known.add(one.id)
                once.add((one.tasking, one.step.value))
                new.append(one)
        _keep(device, new)
        for one in new:
            _follow(mine[one.tasking], device.officer, one)
    for tasking in {one.tasking for one in new if one.step is Step.OUTCOME}:
        giving.finish(tasking)
    return results


def _held(ids: set[UUID]) -> Mapping[UUID, Tasking]:
    """An outcome ends it: whoever tells at the same time waits, so that one ending is the first."""
    rows = Tasking.objects.filter(pk__in=ids).order_by("pk")
    rows = rows.select_related("author", "unit").select_for_update(of=("self",), no_key=True)
    return {row.pk: row for row in rows}


def _mine(officer: Officer, rows: Mapping[UUID, Tasking]) -> Mapping[UUID, Tasking]:
    asked = Asked.objects.filter(officer=officer, tasking__in=rows)
    return {pk: rows[pk] for pk in asked.values_list("tasking", flat=True)}


def _known(officer: Officer, said: Sequence[Told]) -> tuple[set[UUID], set[tuple[UUID, str]]]:
    ids = {one.id for one in said}
    known = set(Said.objects.filter(pk__in=ids).values_list("pk", flat=True))
    before = Said.objects.filter(officer=officer, tasking__in={one.tasking for one in said})
    once = before.filter(step__in=[step.value for step in ONCE])
    return known, set(once.values_list("tasking", "step"))


def _result(
    one: Told, mine: Mapping[UUID, Tasking], known: set[UUID], once: set[tuple[UUID, str]]
) -> str:
    row = mine.get(one.tasking)
    if row is None:
        return UNKNOWN
    if one.outcome is not None and one.outcome not in COURSES[Verb(row.verb)].outcomes:
        return UNKNOWN
    if one.id in known or (one.step in ONCE and (one.tasking, one.step.value) in once):
        return DUPLICATE
    return ACCEPTED


def _keep(device: Device, new: Sequence[Told]) -> None:
    now = clock.now()
    # An id that another force's row has is behind the wall for us: that can only be made up, and
    # is not kept. It is no reason for this officer's other steps to be lost.
    Said.objects.bulk_create(
        (
            Said(
                id=one.id,
                tasking_id=one.tasking,
                officer=device.officer,
                device=device,
                step=one.step.value,
                outcome=one.outcome.value if one.outcome else "",
                words=one.words,
                submission=one.submission,
                device_at=one.at,
                received_at=now,
            )
            for one in new
        ),
        ignore_conflicts=True,
    )
    ledger.record_many([_event(device, one) for one in new if one.step is not Step.DELIVERED])


def _event(device: Device, one: Told) -> Event:
    """Seeing it is a consultation (DPA 2018 s.62(1)(c)), all else a decision of the officer's."""
    act = Act.CONSULTATION if one.step is Step.SEEN else Act.DECISION
    details = {"step": one.step.value, "device": str(device.pk)}
    if one.at is not None:
        details["device_at"] = clock.iso(one.at)
    if one.outcome is not None:
        details["outcome"] = one.outcome.value
    if one.submission is not None:
        details["submission"] = str(one.submission)
    return Event(
        act=act.value,
        actor=device.officer.actor,
        subject=f"tasking:{one.tasking}",
        purpose="tasking",
        details=details,
    )


def _follow(row: Tasking, officer: Officer, one: Told) -> None:
    """What others hear of a step: of who goes, everybody who was asked; of what came of it, who
    asked."""
    if one.step is Step.DELIVERED or not row.is_running:
        return
    if one.step in (Step.ACCEPTED, Step.DECLINED):
        giving.tell_again(row)
    else:
        giving.tell(row.pk, [officer.pk])
    if one.step is Step.DECLINED and _all_declined(row):
        say_back(
            row,
            told="Declined by everybody",
            once="declined",
            priority=Priority(row.priority),
            words=f"{officer.display_name}: {one.words}",
        )
    if one.outcome is not None:
        _came_of_it(row, officer, one, one.outcome)


def _came_of_it(row: Tasking, officer: Officer, one: Told, outcome: Outcome) -> None:
    words = f"{officer.display_name}. {one.words}".strip()
    ends = outcome in COURSES[Verb(row.verb)].ends
    if ends:
        ending.reached(row, officer, outcome)
    if ends or outcome is Outcome.LOCATED:
        said = outcome.value.capitalize()
        once = f"outcome:{one.id}"
        priority = Priority.ROUTINE if ends else Priority.HIGH
        say_back(row, told=said, once=once, priority=priority, words=words)


def _all_declined(row: Tasking) -> bool:
    steps: dict[int, list[str]] = {pk: [] for pk in row.asked.values_list("officer", flat=True)}
    for officer, step in row.said.order_by("received_at", "pk").values_list("officer", "step"):
        steps.get(officer, []).append(step)
    return all(stands(told) is Step.DECLINED for told in steps.values())
