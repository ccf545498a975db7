"""Findings as an auditor reads them, and what they conclude."""

from typing import Any

from django.db import transaction

from field_api.audit.actions import searching
from field_api.audit.models import Finding
from field_api.audit.rules.words import ADVICE, LABELS, STANDS, Concluded, Noticed
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

Document = dict[str, Any]
MOST = 200


@transaction.atomic
def listed(*, by: Officer, state: Concluded | None = Concluded.OPEN) -> list[Document]:
    """The newest 200 of a state, or of all. Reading them is recorded."""
    rows = Finding.objects.visible_to(by).select_related("officer", "concluded_by")
    if state is not None:
        rows = rows.filter(state=state.value)
    found = list(rows.order_by("-noticed_at", "-pk")[:MOST])
    if found:
        searching.record(by, "findings", {"findings": [row.pk for row in found]})
    return [_document(row) for row in found]


@transaction.atomic
def one(*, by: Officer, finding: int) -> Document:
    """With the event of the look it is about. Recorded. Raises Problem 404."""
    rows = Finding.objects.visible_to(by).select_related("officer", "concluded_by")
    row = rows.filter(pk=finding).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    searching.record(by, row.officer.actor, {"finding": row.pk})
    event = Event.objects.filter(pk=row.look_id).first() if row.look_id else None
    return {**_document(row), "event": searching.shown(event) if event else None}


@transaction.atomic
def conclude(*, by: Officer, finding: int, state: Concluded, conclusion: str) -> Finding:
    """What an auditor makes of it; the ledger keeps every word, the row the last.

    Raises Problem 404, and 422 without words or without a conclusion.
    """
    conclusion = conclusion.replace("\0", "").strip()
    if state is Concluded.OPEN or not 1 <= len(conclusion) <= 1000:
        raise Problem(422, "no-conclusion", "Say what you conclude, and why")
    rows = Finding.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.select_related("officer").filter(pk=finding).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    row.state, row.conclusion = state.value, conclusion
    row.concluded_at, row.concluded_by = clock.now(), by
    row.save(update_fields=["state", "conclusion", "concluded_at", "concluded_by"])
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=row.officer.actor,
        details={"did": "concluded", "finding": row.pk, "state": state.value, "why": conclusion},
    )
    return row


def _document(row: Finding) -> Document:
    what = Noticed(row.what)
    return {
        "id": row.pk,
        "what": row.what,
        "label": LABELS[what],
        "advice": ADVICE[what],
        "officer": {"login": row.officer.login, "name": row.officer.display_name},
        "happened_at": clock.iso(row.happened_at),
        "noticed_at": clock.iso(row.noticed_at),
        "numbers": row.numbers,
        "state": row.state,
        "state_label": STANDS[Concluded(row.state)],
        "concluded_at": clock.iso(row.concluded_at) if row.concluded_at else None,
        "concluded_by": row.concluded_by.display_name if row.concluded_by else "",
        "conclusion": row.conclusion,
    }
