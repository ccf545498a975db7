"""What a reviewer is shown: what is due, and one of it whole."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.retention.models import Conclusion, Review
from field_api.retention.rules.groups import LABELS, Basis, Group
from field_api.retention.rules.verdicts import VERDICTS, Verdict
from field_api.submissions.actions import holds
from field_api.submissions.actions.erasures import (
    consult_for_erasure,
    erasure_of,
    read_through,
)
from field_api.submissions.models import Hold

Document = dict[str, Any]
_MOST = 200


def due(officer: Officer, by: date) -> list[Document]:
    """Reviews due until that day, the longest overdue first; at most 200."""
    rows = Review.objects.visible_to(officer).filter(due_on__lte=by).order_by("due_on", "pk")
    rows = rows.select_related("submission", "submission__unit")[:_MOST]
    held = set(
        Hold.objects.standing()
        .filter(submission__in=[row.pk for row in rows])
        .values_list("submission_id", flat=True)
    )
    return [_listed(row, row.pk in held) for row in rows]


@transaction.atomic
def review_of(submission: UUID, officer: Officer) -> Document | None:
    """One review with what was written, in the transaction that records who read it; None for
    whom it is not theirs to review."""
    row = (
        Review.objects.visible_to(officer)
        .select_related("submission__unit")
        .filter(pk=submission)
        .first()
    )
    document = consult_for_erasure(submission=submission, officer=officer) if row else None
    if row is None or document is None:
        return None
    return {
        **_listed(row, False),
        "born": row.born.isoformat() if row.born else None,
        "kept_until": _day(basis_of(row).kept_until),
        "may_go": basis_of(row).may_go(today()),
        "holds": [_held(one) for one in Hold.objects.filter(submission=submission)],
        "conclusions": [
            _concluded(one)
            for one in Conclusion.objects.filter(submission=submission)
            .select_related("reviewer")
            .order_by("-made_at")
        ],
        "erasure": erasure_of(submission, officer),
        "document": document,
        "sections": read_through(document),
    }


def basis_of(row: Review) -> Basis:
    return Basis(Group(row.group), row.clear_from, row.born, row.linked)


def _listed(row: Review, held: bool) -> Document:
    return {
        "submission": str(row.pk),
        "reference": row.submission.reference,
        "kind": row.submission.kind,
        "unit": row.submission.unit.name,
        "state": row.submission.state,
        "group": row.group,
        "group_label": LABELS[Group(row.group)],
        "clear_from": row.clear_from.isoformat(),
        "linked": row.linked,
        "due_on": row.due_on.isoformat(),
        "is_due": row.due_on <= today(),
        "held": held,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _held(row: Hold) -> Document:
    return {
        "id": str(row.pk),
        "need": row.need,
        "need_label": holds.needs()[row.need],
        "text": row.text,
        "placed_by": row.placed_by.display_name,
        "placed_at": clock.iso(row.placed_at),
        "lifted_by": row.lifted_by.display_name if row.lifted_by else "",
        "lifted_at": clock.iso(row.lifted_at) if row.lifted_at else None,
        "lifted_text": row.lifted_text,
    }


def _concluded(row: Conclusion) -> Document:
    return {
        "verdict": row.verdict,
        "verdict_label": VERDICTS[Verdict(row.verdict)],
        "group": row.group,
        "answers": row.answers,
        "text": row.text,
        "reviewer": row.reviewer.display_name,
        "made_at": clock.iso(row.made_at),
        "next_on": _day(row.next_on),
    }
