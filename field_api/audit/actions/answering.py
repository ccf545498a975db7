"""An officer says why they looked; an auditor says what they make of it."""

from typing import Any

from django.db import transaction

from field_api.audit.models import Sample
from field_api.audit.models.samples import SampleQuerySet
from field_api.audit.rules.sampling import LONGEST_ANSWER
from field_api.audit.rules.words import Concluded
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem

Document = dict[str, Any]


def asked(officer: Officer) -> list[Document]:
    """What this officer is still asked about, oldest first, with what they said at the time.

    Their own words of then are their own to read: no consultation.
    """
    rows = Sample.objects.filter(officer=officer).unanswered().select_related("look")
    found = list(rows.order_by("asked_at")[:100])
    events = Event.objects.in_bulk([row.pk for row in found])
    return [_document(row, events.get(row.pk)) for row in found]


def _document(row: Sample, event: Event | None) -> Document:
    details = event.details if event else {}
    return {
        "id": row.pk,
        "looked_at": clock.iso(row.look.at),
        "at_what": row.look.at_what,
        "subject": row.look.subject,
        "terms": {name: str(value) for name, value in details.get("criteria", {}).items()},
        "purpose": event.purpose if event else "",
        "place": str(details.get("place", "")),
        "asked_at": clock.iso(row.asked_at),
        "reminded": row.reminded_at is not None,
        "overdue": row.escalated_at is not None,
    }


@transaction.atomic
def answer(*, sample: int, officer: Officer, text: str) -> Sample:
    """Say why, once. Raises Problem 404, 409 answered, and 422 without words or with too many."""
    text = " ".join(text.replace("\0", "").split())
    if not 1 <= len(text) <= LONGEST_ANSWER:
        raise Problem(422, "justification-length", f"Say why, in 1 to {LONGEST_ANSWER} characters")
    row = _locked(Sample.objects.filter(officer=officer), sample)
    if row.answered_at is not None:
        raise Problem(409, "answered", "This was answered already")
    row.answered_at, row.text = clock.now(), text
    row.save(update_fields=["answered_at", "text"])
    _record(officer, row, {"did": "justified", "event": row.pk, "text": text})
    return row


@transaction.atomic
def judge(*, sample: int, by: Officer, judged: Concluded, note: str) -> Sample:
    """What an auditor makes of an answer, or of none. A later word replaces an earlier one, and the
    ledger keeps both. Raises Problem 404, 403 own-look, and 422 for no judgement.
    """
    row = _locked(Sample.objects.visible_to(by), sample)
    if row.officer_id == by.pk:
        raise Problem(403, "own-look", "Nobody judges their own answer")
    if judged is Concluded.OPEN:
        raise Problem(422, "no-judgement", "Say what you make of it")
    row.judged, row.judged_at, row.judged_by, row.note = (
        judged.value,
        clock.now(),
        by,
        note.replace("\0", "").strip()[:500],
    )
    row.save(update_fields=["judged", "judged_at", "judged_by", "note"])
    _record(by, row, {"did": "judged", "event": row.pk, "judged": judged.value})
    return row


def _locked(rows: SampleQuerySet, sample: int) -> Sample:
    found = rows.filter(pk=sample).select_related("officer", "look")
    row = found.select_for_update(of=("self",)).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _record(by: Officer, row: Sample, details: Document) -> None:
    ledger.record(act=Act.DECISION, actor=by.actor, subject=row.look.subject, details=details)
