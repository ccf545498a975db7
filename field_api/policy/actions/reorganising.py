"""An administrator changes the tree of units: alone, but for a move, which takes two people.

Where a unit stands says who supervises it: to move one is to give roles over it.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse

from field_api.identity.actions import Leave, units
from field_api.identity.actions.postings import check_administers, object_of, spend
from field_api.identity.models import Officer, Unit
from field_api.identity.rules.units import Did
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import Kind

UNITS = "change-units"
"""What a grant for changing units is for, on `force:<code>`."""


@transaction.atomic
def add_unit(*, name: str, parent: Unit | None, by: Officer, leave: Leave) -> Unit:
    """A unit of the administrator's force. Raises Problem as `identity.actions.units.make`, 403."""
    _begin(by, leave, *([parent] if parent else []))
    return units.make(force=by.force, name=name, parent=parent, by=by)


@transaction.atomic
def change_unit(*, unit: Unit, did: Did, by: Officer, leave: Leave, name: str = "") -> Unit:
    """Rename it (to `name`), close or open it. Raises Problem as those do, 403."""
    _begin(by, leave, unit)
    row = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    match did:
        case Did.RENAMED:
            return units.rename(unit=row, name=name, by=by)
        case Did.CLOSED:
            return units.close(unit=row, by=by)
        case Did.OPENED:
            return units.reopen(unit=row, by=by)
    raise ValueError(f"{did} is not done alone")


def propose_move(
    *, unit: Unit, parent: Unit | None, text: str, by: Officer, leave: Leave
) -> Proposal:
    """Ask a second administrator to have the unit stand under `parent`, or at the top.

    Takes a step-up grant for `propose` on `unit:<id>`. Raises Problem 403, 409 already-proposed and
    as `units.check_move`, 422 without words.
    """
    for one in [unit, *([parent] if parent else [])]:
        check_administers(by, one.force_id)
    units.check_move(unit, parent)
    where = f"under {parent.name}" if parent else "at the top"
    details: dict[str, Any] = {
        "unit": unit.pk,
        "stood": unit.parent_id,
        "under": parent and parent.pk,
    }
    return proposals.propose_for_all(
        kind=Kind.UNIT,
        subject=f"unit:{unit.pk}",
        saying=f"Have {unit.name} stand {where}",
        details=details,
        text=text,
        by=by,
        leave=leave,
    )


def carry_move(row: Proposal, second: Officer) -> None:
    """What approving does. Raises Problem 409 where it no longer stands as it did."""
    said = row.details
    units.held_still(row.force_id)
    unit = Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=said["unit"])
    if unit.parent_id != said["stood"]:
        detail = "What stood when it was proposed does not stand any more. Propose it anew."
        raise Problem(409, "overtaken", "This has changed", detail)
    parent = Unit.objects.get(pk=said["under"]) if said["under"] else None
    units.move(unit=unit, parent=parent, by=row.proposed_by, second=second)


def page_of_move(row: Proposal) -> str:
    return reverse("desk-unit", args=[row.details["unit"]])


def waiting(unit: Unit) -> Proposal | None:
    """The move of it that waits for a second person."""
    return Proposal.objects.open().filter(kind=Kind.UNIT.value, subject=f"unit:{unit.pk}").first()


def _begin(by: Officer, leave: Leave, *named: Unit) -> None:
    for unit in named:
        check_administers(by, unit.force_id)
    check_administers(by, by.force_id)
    units.held_still(by.force_id)
    spend(leave, by, UNITS, object_of(by.force))
