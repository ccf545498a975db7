"""Keeping something for as long as proceedings, a complaint or an inquiry need it."""

from uuid import UUID

from django.db import transaction

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.submissions.grounds import NEEDS, Need
from field_api.submissions.models import Hold, Submission

LONGEST_TEXT = 2000


def needs() -> dict[str, str]:
    """What something may be held for, by code, in words."""
    return {need.value: label for need, label in NEEDS.items()}


@transaction.atomic
def hold(*, submission: UUID, officer: Officer, need: str, text: str) -> Hold:
    """Have all of it kept until this is lifted; several may stand at once.

    Raises Problem 404 where the officer may not erase, 422 without a need and words.
    """
    row = _locked(submission, officer)
    faults = []
    if need not in list(Need):
        faults.append(Fault("/need", "not-in-list", "Choose what it is kept for."))
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        faults.append(Fault("/text", "required", "Say which case, complaint or inquiry."))
    if faults:
        raise Problem(422, "hold-incomplete", "A hold needs a reason", errors=faults)
    made = Hold.objects.create(
        submission=row, need=need, text=text.strip(), placed_by=officer, placed_at=clock.now()
    )
    _record(officer, made, "hold")
    return made


@transaction.atomic
def lift(*, submission: UUID, hold: UUID, officer: Officer, text: str) -> Hold:
    """End one hold. Raises Problem 404, 409 not-held, 422 without words."""
    _locked(submission, officer)
    row = Hold.objects.select_for_update().filter(pk=hold, submission=submission).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if row.lifted_at is not None:
        raise Problem(409, "not-held", "This hold was lifted already")
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        fault = Fault("/text", "required", "Say why it need no longer be kept.")
        raise Problem(422, "hold-incomplete", "Lifting a hold needs a reason", errors=[fault])
    row.lifted_by, row.lifted_at, row.lifted_text = officer, clock.now(), text.strip()
    row.save(update_fields=["lifted_by", "lifted_at", "lifted_text"])
    _record(officer, row, "lift hold")
    return row


def check_free(submission: UUID) -> None:
    """Raises Problem 409 on-hold while anything keeps it. The database refuses a decision too."""
    if Hold.objects.standing().filter(submission=submission).exists():
        detail = "It is kept for proceedings, a complaint or an inquiry. Lift the hold first."
        raise Problem(409, "on-hold", "Nothing of it is erased while it is held", detail)


def _locked(submission: UUID, officer: Officer) -> Submission:
    # As an erasure locks it: of a hold and an erasure at once, one comes after the other.
    rows = Submission.objects.erasable_by(officer).filter(pk=submission)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _record(officer: Officer, row: Hold, verb: str) -> None:
    ledger.record(
        act=Act.DECISION,
        actor=officer.actor,
        subject=f"submission:{row.submission_id}",
        purpose=row.need,
        details={"verb": verb, "hold": str(row.pk)},
    )
