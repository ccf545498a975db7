"""What a file of units or officers was shown to change, done: in few statements however long."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.hashers import make_password

from field_api.identity.actions import units as tree
from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import login_of
from field_api.identity.rules.units import Did
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib.problems import Problem
from field_api.policy.rules.officer_sheets import Held, OfficerPlan, Person
from field_api.policy.rules.unit_sheets import Step, UnitPlan

_BATCH = 1000


def units(plan: UnitPlan, by: Officer, second: Officer | None) -> None:
    """Raises Problem as `identity.actions.units` does, 403 two-people."""
    made: dict[str, Unit] = {}

    def unit(key: str) -> Unit | None:
        if not key:
            return None
        return made[key] if key in made else Unit.objects.get(pk=int(key), force=by.force_id)

    for step in plan.steps:
        parent = unit(step.unit.under)
        if step.did is Did.MADE:
            new = tree.make(force=by.force, name=step.unit.name, parent=parent, by=by)
            made[step.unit.key] = new
        else:
            _step(step, Unit.objects.get(pk=int(step.unit.key)), parent, by, second)


def _step(step: Step, row: Unit, parent: Unit | None, by: Officer, second: Officer | None) -> None:
    match step.did:
        case Did.RENAMED:
            tree.rename(unit=row, name=step.unit.name, by=by)
        case Did.CLOSED:
            tree.close(unit=row, by=by)
        case Did.OPENED:
            tree.reopen(unit=row, by=by)
        case Did.MOVED:
            if second is None or second == by:
                raise Problem(403, "two-people", "A second person approves a move.")
            tree.move(unit=row, parent=parent, by=by, second=second)


def officers(plan: OfficerPlan, by: Officer, second: Officer | None) -> None:
    """Who is new has no password and no authenticator: they are let in as anybody is. Raises
    Problem 403 own-role, two-people, 409 unit-closed.
    """
    if plan.given and (second is None or second == by):
        raise Problem(403, "two-people", "A second person approves a role.")
    own = {(by.force_id, one.number) for one in plan.given}
    if not own.isdisjoint((one.force_id, one.collar_number) for one in (by, second) if one):
        raise Problem(403, "own-role", "Nobody gives a role to themselves.")
    events: list[Event] = []
    people = {one.collar_number: one for one in Officer.objects.filter(force=by.force_id)}
    people |= _enrolled(plan, by, events)
    _amended(plan, people, by, events)
    _given(plan, people, by, second, events)
    _ended(plan, people, by, events)
    for at in range(0, len(events), _BATCH):
        ledger.record_many(events[at : at + _BATCH])


def _enrolled(plan: OfficerPlan, by: Officer, events: list[Event]) -> dict[str, Officer]:
    new = [
        Officer(
            login=login_of(by.force.code, one.number),
            force=by.force,
            collar_number=one.number,
            email=one.email,
            password=make_password(None),
            **_names(one),
        )
        for one in plan.new
    ]
    made = Officer.objects.bulk_create(new, batch_size=_BATCH)
    events += [_event(by, one.actor, "enrol-officer", {}) for one in made]
    return {one.collar_number: one for one in made}


def _amended(
    plan: OfficerPlan, people: Mapping[str, Officer], by: Officer, events: list[Event]
) -> None:
    """The ledger names which of it changed, never from what to what."""
    rows = []
    for was, wanted in plan.changed:
        row, before = people[wanted.number], _names(was)
        fields = [name for name, value in _names(wanted).items() if before[name] != value]
        for name, value in _names(wanted).items():
            setattr(row, name, value)
        rows.append(row)
        events.append(_event(by, row.actor, "change-officer", {"fields": fields}))
    Officer.objects.bulk_update(rows, ["rank", "given_name", "surname"], batch_size=_BATCH)


def _given(
    plan: OfficerPlan,
    people: Mapping[str, Officer],
    by: Officer,
    second: Officer | None,
    events: list[Event],
) -> None:
    wanted = sorted({one.unit for one in plan.given})
    # Whoever closes one of them comes before us or after.
    found = Unit.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    if any(unit.closed_on is not None for unit in found):
        raise Problem(409, "unit-closed", "A unit of these is closed")
    new = [_posting(one, people[one.number]) for one in plan.given]
    for row in Posting.objects.bulk_create(new, batch_size=_BATCH):
        details = {"role": row.role, "unit": row.unit_id, "posting": row.pk}
        events.append(_event(by, row.officer.actor, "post", details, second))


def _posting(one: Held, officer: Officer) -> Posting:
    return Posting(
        officer=officer,
        unit_id=one.unit,
        role=one.role.value,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
    )


def _ended(
    plan: OfficerPlan, people: Mapping[str, Officer], by: Officer, events: list[Event]
) -> None:
    rows = Posting.objects.in_bulk([was.key for was, _ in plan.ended])
    for was, wanted in plan.ended:
        if wanted.ends_on is None:
            raise ValueError("a role that ends has a day")
        row = rows[was.key]
        row.ends_on = max(wanted.ends_on, row.starts_on)
        details = {"role": row.role, "unit": row.unit_id, "posting": row.pk}
        ended = {**details, "ends_on": row.ends_on.isoformat()}
        events.append(_event(by, people[was.number].actor, "end-posting", ended))
    Posting.objects.bulk_update(rows.values(), ["ends_on"], batch_size=_BATCH)


def _names(one: Person) -> dict[str, str]:
    return {"rank": one.rank, "given_name": one.given_name, "surname": one.surname}


def record(
    by: Officer, subject: str, did: str, details: dict[str, Any], second: Officer | None = None
) -> None:
    ledger.record_many([_event(by, subject, did, details, second)])


def _event(
    by: Officer, subject: str, did: str, details: dict[str, Any], second: Officer | None = None
) -> Event:
    said = {"did": did, **details, **({"second": second.actor} if second else {})}
    return Event(act=Act.ACCESS.value, actor=by.actor, subject=subject, details=said)
