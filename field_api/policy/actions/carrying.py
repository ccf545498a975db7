"""Who may be one of two about each kind of proposal, and what is done once it is approved.

What is done on a floor above is registered by it, at the start: `take_two`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from field_api.identity.actions import devices, forces
from field_api.identity.models import Device, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.policy.actions.asking import can
from field_api.policy.models import Proposal
from field_api.policy.rules import Action, Thing, two_persons
from field_api.policy.rules.two_persons import WITHIN, Kind


def _reaches(by: Officer, unit: int, force: int) -> list[Role]:
    """The roles they hold today that reach a unit: an administrator's its whole force."""
    held = Posting.objects.current(by).filter(unit__force=force)
    below = Unit.objects.below
    return [
        Role(one.role)
        for one in held
        if one.role == Role.FORCE_ADMIN or below([one.unit_id]).filter(pk=unit).exists()
    ]


def _posting_reached(row: Proposal, by: Officer) -> bool:
    held = _reaches(by, row.details["unit"], row.force_id)
    return two_persons.may_give(held, Role(row.details["role"]))


def _device_reached(row: Proposal, by: Officer) -> bool:
    """Whoever may give roles where its officer serves."""
    if Role.FORCE_ADMIN in by.roles() and by.force_id == row.force_id:
        return True
    served = Posting.objects.current(_whom(row)).filter(unit__in=by.units_erased_in())
    return served.exists()


def _whom(row: Proposal) -> Officer:
    if row.concerned is None:
        raise ValueError(f"{row} concerns nobody")
    return row.concerned


def _record_reached(row: Proposal, by: Officer) -> bool:
    return can(by, Action.DISCLOSE, _read(row.details["thing"])).allow


def _post(row: Proposal, by: Officer) -> None:
    said = row.details
    ends_on = said["ends_on"]
    forces.post(
        officer=_whom(row),
        unit=Unit.objects.get(pk=said["unit"]),
        role=Role(said["role"]),
        starts_on=date.fromisoformat(said["starts_on"]),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        by=row.proposed_by,
        second=by,
    )


def _unrevoke(row: Proposal, by: Officer) -> None:
    device = Device.objects.get(pk=row.details["device"])
    devices.unrevoke_device(device=device, by=row.proposed_by, second=by, reason=row.text)


def _disclose(row: Proposal, by: Officer) -> None:
    """Leave on record. Whoever makes the copy checks that it still is what `hash` names."""
    ledger.record(
        act=Act.DISCLOSURE,
        actor=by.actor,
        on_behalf_of=row.proposed_by.actor,
        subject=row.subject,
        recipient=row.details["recipient"],
        details={"proposal": str(row.pk), "hash": row.details["hash"]},
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """One kind of proposal. `page` is the address of what it names, to be read before deciding."""

    reach: Callable[[Proposal, Officer], bool]
    carry: Callable[[Proposal, Officer], None]
    page: Callable[[Proposal], str] | None = None


CARRIED: dict[Kind, Carried] = {
    Kind.POSTING: Carried(_posting_reached, _post),
    Kind.UNREVOKE: Carried(_device_reached, _unrevoke),
    Kind.DISCLOSURE: Carried(_record_reached, _disclose),
}


def take_two(
    kind: Kind,
    carry: Callable[[Proposal, Officer], None],
    page: Callable[[Proposal], str],
) -> None:
    """Have another place carry out what two administrators decide of this kind. Said once, in
    `AppConfig.ready`.

    `carry(proposal, second)` runs in the transaction of the approval, and raises Problem 409 where
    what `details` name is no longer what was proposed: then nothing is decided.
    """
    reach = _of_its_force if kind.value in WITHIN else _administered
    CARRIED[kind] = Carried(reach, carry, page)


def reached(row: Proposal, by: Officer) -> bool:
    carried = CARRIED.get(Kind(row.kind))
    return carried is not None and carried.reach(row, by)


def _administered(row: Proposal, by: Officer) -> bool:
    """An administrator; and where another force of this installation has any, the second is one of
    another: what all forces share is no single force's to change.
    """
    if not by.may_administer:
        return False
    return row.proposed_by_id == by.pk or row.force_id != by.force_id or not _others(row.force_id)


def _of_its_force(row: Proposal, by: Officer) -> bool:
    return by.may_administer and row.force_id == by.force_id


def _others(force: int) -> bool:
    """Whether another force has an administrator of its own who serves."""
    held = Posting.objects.on(today()).filter(role=Role.FORCE_ADMIN.value)
    own = held.filter(unit__force=F("officer__force"), officer__is_active=True)
    return own.exclude(unit__force=force).exists()


def written(thing: Thing) -> dict[str, Any]:
    return {
        "id": str(thing.id),
        "force": thing.force,
        "unit": thing.unit,
        "author": thing.author,
        "marking": thing.marking,
        "state": thing.state,
        "kind": thing.kind,
        "groups": sorted(thing.groups),
    }


def _read(said: dict[str, Any]) -> Thing:
    return Thing(**{**said, "id": UUID(said["id"]), "groups": frozenset(said["groups"])})
