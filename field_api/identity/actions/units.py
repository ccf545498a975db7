"""Changing the tree of units: each change in the transaction of whoever was let do it.

Who may, and which of them takes two people, the floor above says (`policy.actions.reorganising`).
Nothing is deleted. What was is kept beside the unit, and each change stands in the ledger.
"""

from datetime import date

from field_api.identity.models import Force, Officer, Posting, Unit, UnitChange
from field_api.identity.models.officers import today
from field_api.identity.rules.units import LONGEST_NAME, Did
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib.problems import Fault, Problem


def held_still(force: int) -> None:
    """One change of a force's tree at a time: two moves at once could make a ring of it."""
    Force.objects.select_for_update(no_key=True).get(pk=force)


def make(*, force: Force, name: str, parent: Unit | None, by: Officer) -> Unit:
    """A unit under `parent`, or at the top. Raises Problem 409 unit-closed, name-taken, 422."""
    said = _named(name)
    _check_open(parent)
    _check_free(force.pk, parent.pk if parent else None, said)
    unit = Unit.objects.create(force=force, parent=parent, name=said)
    _keep(unit, Did.MADE, "", said, by)
    return unit


def rename(*, unit: Unit, name: str, by: Officer) -> Unit:
    """Raises Problem 409 name-taken, nothing-changes, 422."""
    said = _named(name)
    if said == unit.name:
        raise _nothing_changes()
    _check_free(unit.force_id, unit.parent_id, said)
    before, unit.name = unit.name, said
    unit.save(update_fields=["name"])
    _keep(unit, Did.RENAMED, before, said, by)
    return unit


def move(*, unit: Unit, parent: Unit | None, by: Officer, second: Officer) -> Unit:
    """Whoever supervises `parent` supervises the unit from now on, and who did no longer does.

    Raises Problem 409 unit-closed, name-taken, nothing-changes, or in-a-ring.
    """
    check_move(unit, parent)
    before = unit.parent.name if unit.parent else ""
    unit.parent = parent
    unit.save(update_fields=["parent"])
    _keep(unit, Did.MOVED, before, parent.name if parent else "", by, second)
    return unit


def check_move(unit: Unit, parent: Unit | None) -> None:
    """Whether it could stand there. Raises Problem as `move`."""
    under = parent.pk if parent else None
    if under == unit.parent_id:
        raise _nothing_changes()
    _check_open(parent)
    if under is not None and Unit.objects.below([unit.pk]).filter(pk=under).exists():
        raise Problem(409, "in-a-ring", "A unit can't stand below itself")
    _check_free(unit.force_id, under, unit.name)


def close(*, unit: Unit, by: Officer, on: date | None = None) -> Unit:
    """It takes no role and no unit any more. Raises Problem 409 unit-closed, unit-in-use."""
    _check_open(unit)
    if (held := posted(unit)) or unit.children.filter(closed_on=None).exists():
        detail = f"Roles that somebody holds in it or will: {held}. And no unit below may be open."
        raise Problem(409, "unit-in-use", "It can't be closed while it is in use", detail)
    unit.closed_on = on or today()
    unit.save(update_fields=["closed_on"])
    _keep(unit, Did.CLOSED, "", "", by)
    return unit


def reopen(*, unit: Unit, by: Officer) -> Unit:
    """Raises Problem 409 unit-open, or unit-closed where that above it is."""
    if unit.closed_on is None:
        raise Problem(409, "unit-open", "This unit is open")
    _check_open(unit.parent)
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    _keep(unit, Did.OPENED, "", "", by)
    return unit


def posted(unit: Unit) -> int:
    """How many roles in it somebody holds today or will."""
    return Posting.objects.filter(unit=unit).not_over(today()).count()


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
        fault = Fault("/name", "invalid", f"A name of 1 to {LONGEST_NAME} characters.")
        raise Problem(422, "form-incomplete", "Nothing was done yet", errors=[fault])
    return said


def _check_open(unit: Unit | None) -> None:
    if unit is not None and unit.closed_on is not None:
        raise Problem(409, "unit-closed", f"{unit.name} is closed")


def _check_free(force: int, parent: int | None, name: str) -> None:
    if Unit.objects.filter(force=force, parent=parent, name=name).exists():
        detail = "It may be closed: then open it again."
        raise Problem(409, "name-taken", "A unit of this name stands there already", detail)


def _nothing_changes() -> Problem:
    return Problem(409, "nothing-changes", "It stands like that already")


def _keep(
    unit: Unit, did: Did, before: str, after: str, by: Officer, second: Officer | None = None
) -> None:
    UnitChange.objects.create(
        unit=unit, did=did.value, before=before, after=after, by=by, second=second
    )
    details: dict[str, object] = {"did": f"unit-{did.value}", "parent": unit.parent_id}
    if second is not None:
        details["second"] = second.actor
    ledger.record(act=Act.ACCESS, actor=by.actor, subject=f"unit:{unit.pk}", details=details)
