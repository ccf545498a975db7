"""Claiming what is being read, so that two supervisors do not read the same for nothing.

A claim warns and never hinders: everyone may read on, and whoever takes over says so. That of two
decisions one counts rests on the submission's own lock, not on this.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from field_api.identity.models import Officer
from field_api.lib import clock, sql
from field_api.lib.problems import Problem
from field_api.submissions.models import Claim, ClaimQuerySet, Submission

LEASE = timedelta(minutes=5)
CLAIMED = "claimed"

# One statement, so that of two who open it at once one has it: a claim that still counts is only
# renewed by whose it is. Theirs keeps the moment it began.
_HOLD = """
    INSERT INTO submissions_claim AS c (submission_id, officer_id, since, until)
    VALUES (%(submission)s::uuid, %(officer)s::bigint, %(now)s::timestamptz, %(until)s::timestamptz)
    ON CONFLICT (submission_id) DO UPDATE SET
      officer_id = excluded.officer_id, until = excluded.until,
      since = CASE WHEN c.officer_id = excluded.officer_id AND c.until > excluded.since
        THEN c.since ELSE excluded.since END
    WHERE c.officer_id = excluded.officer_id OR c.until <= excluded.since
    RETURNING c.officer_id
"""
# Without waiting for anybody: whose row is being taken this moment needs no clearing.
_CLEAR = """
    DELETE FROM submissions_claim WHERE submission_id IN (
      SELECT submission_id FROM submissions_claim
      WHERE officer_id = %s::bigint AND until <= %s::timestamptz FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A claim that counts. `who` is rank and collar number: enough to speak to them."""

    officer: int
    who: str
    since: datetime


def hold(*, submission: UUID, officer: Officer) -> bool:
    """Claim it, or renew the claim, for whoever may decide about it while it waits for a decision.
    Gives whether it is theirs now; False where another's claim counts, or nothing is to be decided.
    """
    if not Submission.objects.for_review(officer).filter(pk=submission).exists():
        return False
    now = clock.now()
    sql.run(_CLEAR, officer.pk, now)
    return bool(
        sql.run(_HOLD, submission=submission, officer=officer.pk, now=now, until=now + LEASE)
    )


def others(submissions: Collection[UUID], officer: Officer) -> dict[UUID, Held]:
    """Which of these somebody else has before them, as far as the officer may decide about them."""
    rows = Claim.objects.visible_to(officer).filter(
        submission__in=submissions, until__gt=clock.now()
    )
    return {row.submission_id: _held(row) for row in _anothers(rows, officer)}


def heed(submission: UUID, officer: Officer, *, over: bool) -> None:
    """Before a decision, its submission locked. Raises Problem 409 claimed where another's claim
    counts and the officer has not said that they take it over.
    """
    held = _standing(submission, officer)
    if held and not over:
        title = f"{held.who} is reading this"
        detail = "Nothing was decided. Say that you take it over, and decide again."
        raise Problem(409, CLAIMED, title, detail)


def end(submission: UUID, officer: Officer) -> bool:
    """With the decision. Gives whether another's claim counted, so was taken over."""
    taken = _standing(submission, officer) is not None
    Claim.objects.filter(submission=submission).delete()
    return taken


def _standing(submission: UUID, officer: Officer) -> Held | None:
    rows = Claim.objects.filter(submission=submission, until__gt=clock.now())
    return next((_held(row) for row in _anothers(rows, officer)), None)


def _anothers(rows: ClaimQuerySet, officer: Officer) -> ClaimQuerySet:
    return rows.exclude(officer=officer).select_related("officer")


def _held(row: Claim) -> Held:
    return Held(row.officer_id, f"{row.officer.rank} {row.officer.collar_number}", row.since)
