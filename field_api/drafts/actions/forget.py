"""Removing what nobody came back for; first the officer is told that it will go."""

from django.db import transaction

from field_api.drafts import rules
from field_api.drafts.models import Draft, HandOver
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock

_AT_ONCE = 200


@transaction.atomic
def forget_old() -> int:
    """Mark drafts as going, from which day on every list says so; a week later remove them, 200 at
    most, the oldest first. Returns how many went. The copy on a handset stays as it is.
    """
    now = clock.now()
    ageing = now - rules.KEPT + rules.WARNED_BEFORE
    Draft.objects.filter(saved_at__lt=ageing, warned_at=None).update(warned_at=now)
    rows = Draft.objects.filter(
        saved_at__lt=now - rules.KEPT, warned_at__lt=now - rules.WARNED_BEFORE
    )
    # Two sweepers share the work: what one holds, the other passes over.
    old = list(rows.order_by("saved_at").select_for_update(skip_locked=True)[:_AT_ONCE])
    ledger.record_many([_erased(draft) for draft in old])
    Draft.objects.filter(pk__in=[draft.pk for draft in old]).delete()
    HandOver.objects.filter(handed_at__lt=now - rules.KEPT).delete()
    return len(old)


def _erased(draft: Draft) -> Event:
    """DPA 2018 s.62: erasure, by which rule."""
    return Event(
        act=Act.ERASURE.value,
        actor="house",
        subject=f"draft:{draft.pk}",
        details={"rule": f"{rules.KEPT.days} days", "saved_at": clock.iso(draft.saved_at)},
    )
