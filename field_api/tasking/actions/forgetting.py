"""Removing taskings a year after their end."""

from django.db import transaction

from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.tasking.models import Tasking
from field_api.tasking.rules.doing import KEPT

_AT_ONCE = 100


@transaction.atomic
def forget_old() -> int:
    """Remove the oldest, with who was asked and what they said, 100 at most; how many."""
    rows = Tasking.objects.filter(over_at__lt=clock.now() - KEPT).order_by("over_at")
    old = list(rows.select_for_update(skip_locked=True)[:_AT_ONCE])
    ledger.record_many([_erased(row) for row in old])
    Tasking.objects.filter(pk__in=[row.pk for row in old]).delete()
    return len(old)


def _erased(row: Tasking) -> Event:
    """DPA 2018 s.62: erasure, by which rule."""
    return Event(
        act=Act.ERASURE.value,
        actor="house",
        subject=f"tasking:{row.pk}",
        details={"rule": f"{KEPT.days} days", "issued_at": clock.iso(row.issued_at)},
    )
