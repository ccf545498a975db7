"""Making a tasking, and giving it to others: who may, and whom they may ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from field_api.alerts.actions import Reach, Whom, issuing, reach, telling
from field_api.alerts.rules import Priority
from field_api.alerts.rules.saying import RAISING
from field_api.feed import actions as feed
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.rules import MARKINGS, higher
from field_api.tasking import rules
from field_api.tasking.actions import giving
from field_api.tasking.actions.grounds import Ground
from field_api.tasking.models import Target, Tasking
from field_api.tasking.rules import Verb


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer asks of others. `key` is minted with the form, so that the same form sent
    twice is one tasking."""

    key: UUID
    verb: Verb
    what: str
    priority: Priority
    marking: str
    to: Sequence[Whom]
    words: str = ""
    advice: str = ""
    place: str = ""
    due: datetime | None = None
    groups: Sequence[str] = ()
    sought: Mapping[str, Any] = field(default_factory=dict)


def make(*, wanted: Wanted, ground: Ground, by: Officer) -> tuple[Tasking, Reach]:
    """Ask it of whom it names; they hear of it with the commit, the rest of more than 500 at once
    after. The same `key` again gives the same tasking.

    Raises Problem 403 tasking-not-allowed, 422 tasking-invalid.
    """
    unit = answering(by, wanted.to, wanted.groups)
    _check(wanted, ground)
    once = f"{by.pk}:{wanted.key}"
    with feed.work():
        telling.one_at_a_time(f"tasking {once}")
        row = Tasking.objects.filter(source=ground.source, once=once).first()
        if row is None:
            row = _made(wanted, ground, by, unit, once)
            _give(row, wanted.to)
            _record(row, by, "make")
            giving.bring_round(row, actor=by.actor)
    giving.finish(row.pk)
    return row, reach(giving.whom(row), marking=row.marking, groups=row.groups)


def give(*, tasking: UUID, to: Sequence[Whom], by: Officer) -> Reach:
    """Give it to these in place of those who have it. From whoever is not among them it goes; what
    they said of it stays.

    Raises Problem 403 tasking-not-allowed, 404, 409 tasking-over, 422 tasking-invalid.
    """
    with feed.work():
        row = overseen(tasking, by)
        answering(by, to, row.groups)
        _refuse(() if to else [("/to", "Say whom it is for.")])
        row.targets.all().delete()
        _give(row, to)
        _record(row, by, "give")
        giving.bring_round(row, actor=by.actor)
    giving.finish(tasking)
    return reach(to, marking=row.marking, groups=row.groups)


def overseen(tasking: UUID, by: Officer) -> Tasking:
    """One that runs, held until the end of the transaction. Raises Problem 404, 409."""
    may = Tasking.objects.overseen_by(by).filter(pk=tasking)
    row = Tasking.objects.filter(pk__in=may).select_for_update(no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if not row.is_running:
        raise Problem(409, "tasking-over", "It is over already")
    return row


def answering(by: Officer, to: Sequence[Whom], groups: Sequence[str]) -> Unit:
    """The unit that answers for what `by` asks of these: who may alert them may task them. Raises
    Problem 403."""
    held = Posting.objects.current(by).filter(role__in=[role.value for role in RAISING])
    row = held.filter(unit__force=by.force_id).select_related("unit").order_by("starts_on").last()
    if row is None:
        raise _refused("Supervisors, inspectors and intelligence staff make taskings.")
    within = {unit.pk for unit in issuing.units_for(by)}
    for whom in to:
        if whom.unit is not None and whom.unit.pk not in within:
            raise _refused("An inspector or intelligence asks beyond the units you answer for.")
        if whom.officer is not None and not _serves(whom.officer, within):
            raise _refused("This officer serves in none of the units you may task.")
    if not set(groups) <= policy.actor_of(by).groups:
        raise _refused("You are not in the group it would be kept to.")
    return row.unit


def _serves(officer: Officer, units: set[int]) -> bool:
    return Posting.objects.on(today()).filter(officer=officer, unit__in=units).exists()


def _refused(detail: str) -> Problem:
    return Problem(403, "tasking-not-allowed", "You can't ask this", detail)


def _check(wanted: Wanted, ground: Ground) -> None:
    found = rules.faults(
        what=wanted.what,
        words=wanted.words,
        advice=wanted.advice,
        place=wanted.place,
        now=clock.now(),
        due=wanted.due,
    )
    if wanted.marking not in MARKINGS:
        found.append(("/marking", "A marking we know."))
    elif ground.is_bound and higher(wanted.marking, ground.marking) != wanted.marking:
        found.append(("/marking", "What it comes from is marked higher."))
    if ground.is_bound and not set(ground.groups) <= set(wanted.groups):
        found.append(("/groups", "What it comes from is kept to a group that this is not."))
    if not wanted.to:
        found.append(("/to", "Say whom it is for."))
    _refuse(found)


def _refuse(found: Sequence[tuple[str, str]]) -> None:
    if found:
        faults = [Fault(pointer, "not-possible", said) for pointer, said in found]
        raise Problem(422, "tasking-invalid", "Nothing was asked yet", errors=faults)


def _made(wanted: Wanted, ground: Ground, by: Officer, unit: Unit, once: str) -> Tasking:
    return Tasking.objects.create(
        force=unit.force,
        unit=unit,
        author=by,
        source=ground.source,
        cause=ground.row,
        listing=ground.listing.pk if ground.listing else None,
        alert=ground.alert,
        once=once,
        verb=wanted.verb.value,
        what=wanted.what.strip(),
        words=wanted.words.strip(),
        advice=wanted.advice.strip(),
        place=wanted.place.strip(),
        sought=dict(wanted.sought),
        priority=wanted.priority.value,
        marking=wanted.marking,
        groups=sorted(set(wanted.groups)),
        issued_at=clock.now(),
        due_at=wanted.due,
    )


def _give(row: Tasking, to: Sequence[Whom]) -> None:
    Target.objects.bulk_create(
        Target(
            tasking=row,
            officer=whom.officer,
            unit=whom.unit,
            role=whom.role.value if whom.role else "",
            below=whom.below,
        )
        for whom in dict.fromkeys(to)
    )


def _record(row: Tasking, by: Officer, did: str) -> None:
    """DPA 2018 s.62: who decided that others act on it; whom it was disclosed to follows."""
    named = [whom.officer.actor for whom in giving.whom(row) if whom.officer]
    units = [str(whom.unit.pk) for whom in giving.whom(row) if whom.unit]
    behind = {"listing": str(row.listing)} if row.listing else {}
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"tasking:{row.pk}",
        purpose=row.verb,
        details={"did": did, "officers": named, "units": units, **behind},
    )
