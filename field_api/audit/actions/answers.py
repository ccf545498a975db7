"""Answers to what was asked, as an auditor reads them."""

from typing import Any

from django.db import transaction
from django.db.models import F, Q

from field_api.audit.actions import searching
from field_api.audit.models import Sample
from field_api.audit.rules.words import STANDS, Concluded
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock

Document = dict[str, Any]
MOST = 200


@transaction.atomic
def listed(*, by: Officer) -> list[Document]:
    """What waits for this auditor: answers not judged yet, and what was left for seven days. Never
    their own. Reading them is recorded.
    """
    waits = Q(answered_at__isnull=False) | Q(escalated_at__isnull=False)
    rows = Sample.objects.visible_to(by).exclude(officer=by)
    rows = rows.filter(waits, judged=Concluded.OPEN.value).select_related("officer", "look")
    found = list(rows.order_by(F("answered_at").asc(nulls_first=True), "pk")[:MOST])
    events = Event.objects.in_bulk([row.pk for row in found])
    if found:
        searching.record(by, "answers", {"events": [row.pk for row in found]})
    return [_document(row, events.get(row.pk)) for row in found]


def _document(row: Sample, event: Event | None) -> Document:
    return {
        "id": row.pk,
        "officer": {"login": row.officer.login, "name": row.officer.display_name},
        "asked_at": clock.iso(row.asked_at),
        "answered_at": clock.iso(row.answered_at) if row.answered_at else None,
        "overdue": row.escalated_at is not None,
        "text": row.text,
        "judged": row.judged,
        "judged_label": STANDS[Concluded(row.judged)],
        "event": searching.shown(event) if event else None,
    }
