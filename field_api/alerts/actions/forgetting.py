"""Removing alerts a year after their end."""

from django.db import transaction

from field_api.alerts.models import Alert
from field_api.alerts.rules.saying import KEPT
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock

_AT_ONCE = 100


@transaction.atomic
def forget_old() -> int:
    """Remove the oldest, with who was told and what they said, 100 at most; how many. No handset
    has held them for a year."""
    rows = Alert.objects.filter(over_at__lt=clock.now() - KEPT).order_by("over_at")
    old = list(rows.select_for_update(skip_locked=True)[:_AT_ONCE])
    ledger.record_many([_erased(alert) for alert in old])
    Alert.objects.filter(pk__in=[alert.pk for alert in old]).delete()
    return len(old)


def _erased(alert: Alert) -> Event:
    """DPA 2018 s.62: erasure, by which rule."""
    return Event(
        act=Act.ERASURE.value,
        actor="house",
        subject=f"alert:{alert.pk}",
        details={"rule": f"{KEPT.days} days", "issued_at": clock.iso(alert.issued_at)},
    )
