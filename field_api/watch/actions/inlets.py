"""Opening a door for a system that reports sightings, and closing it."""

from django.db import transaction

from field_api.connectors.models import System
from field_api.identity.models import Unit
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.watch.models import Inlet


@transaction.atomic
def open_inlet(*, system: System, unit: Unit) -> Inlet:
    """Take in what this system signs, for the force of `unit`, which answers for it: units without
    an area of their own hear of what is nobody's ground only if they are that one or below it."""
    inlet, _ = Inlet.objects.update_or_create(system=system, defaults={"unit": unit})
    _record(system, "open-inlet", unit)
    return inlet


@transaction.atomic
def close_inlet(*, system: System) -> bool:
    """Whether there was one. What came in by it stays for its time."""
    count, _ = Inlet.objects.filter(system=system).delete()
    if count:
        _record(system, "close-inlet", None)
    return bool(count)


def _record(system: System, did: str, unit: Unit | None) -> None:
    ledger.record(
        act=Act.ACCESS,
        actor="operator",
        subject=f"system:{system.code}",
        details={"did": did, **({"unit": unit.pk} if unit else {})},
    )
