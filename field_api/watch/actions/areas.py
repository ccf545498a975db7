"""Drawing the ground of units."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from field_api.identity.models import Officer, Unit
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.watch.models import Area
from field_api.watch.rules import geo


@transaction.atomic
def draw(*, unit: Unit, name: str, shape: Mapping[str, Any], by: Officer | None = None) -> Area:
    """The unit's area of that name, drawn anew where there is one. `by` is None for the operator;
    whether they may is for the caller to have asked. Raises Problem 422 area-invalid."""
    said = geo.fault(shape)
    if said:
        fault = Fault("/shape", "not-possible", said)
        raise Problem(422, "area-invalid", "Nothing was drawn yet", errors=[fault])
    drawn = {"shape": dict(shape), "drawn_at": clock.now(), **geo.box(shape)._asdict()}
    row, _ = Area.objects.update_or_create(unit=unit, name=name.strip()[:100], defaults=drawn)
    _noted(row, "draw-area", by)
    return row


@transaction.atomic
def remove(*, unit: Unit, name: str, by: Officer | None = None) -> bool:
    """Whether there was one of that name. Who was told by it stays told."""
    row = Area.objects.select_for_update().filter(unit=unit, name=name.strip()[:100]).first()
    if row is None:
        return False
    _noted(row, "remove-area", by)
    row.delete()
    return True


def _noted(area: Area, did: str, by: Officer | None) -> None:
    ledger.record(
        act=Act.ALTERATION,
        actor=by.actor if by else "operator",
        subject=f"unit:{area.unit_id}",
        purpose="watch",
        details={"did": did, "area": str(area.pk)},
    )
