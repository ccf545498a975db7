"""Reviews as their tests make them: entries of long ago, and what a reviewer says."""

from datetime import timedelta
from typing import Any

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.retention import actions as retention
from field_api.retention.actions import Seal
from field_api.retention.models import Conclusion, Review
from field_api.retention.rules.groups import QUESTIONS
from field_api.submissions.models import Submission
from tests import make, written
from tests.handset import Handset
from tests.submissions import journeys

SAMPLE = {"surname": "Sample", "given_names": "Sam", "dob": "2004-05-06"}
NO_RISK = dict.fromkeys(QUESTIONS, False)
KEEP = Seal(verdict="keep", text="The case is open.", answers=NO_RISK)
LET_GO = Seal(verdict="let_go", text="Six years without contact.", answers=NO_RISK)


def sent(phone: Handset, *, years: float = 0, kind: str = written.NOTE, **body: Any) -> Submission:
    """What happened so many years ago."""
    then = clock.iso(clock.now() - timedelta(days=years * 365.25))
    answers = written.body(kind, **body)
    return journeys.send(phone, kind, body=answers, occurred_at=then)


def dated(submission: Submission) -> Review:
    retention.sweep()
    return Review.objects.get(pk=submission.pk)


def concluded(submission: Submission, by: Officer, seal: Seal) -> Conclusion:
    shown = journeys.seen(submission)
    leave = make.leave(by, "propose-erasure", submission.pk, shown.hash)
    return retention.conclude(
        submission=submission.pk, officer=by, seen=shown, seal=seal, leave=leave
    )
