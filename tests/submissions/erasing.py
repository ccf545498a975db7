"""Two people who erase, and what they do, as tests of erasure share it."""

from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Seen, erase
from field_api.submissions.actions.erase import Why
from field_api.submissions.grounds import Ground
from field_api.submissions.models import Erasure, Revision, Submission
from tests import make

WHY = Why(Ground.RIGHT_TO_ERASURE.value, "Asked for in writing; the review agrees.")


def pair() -> tuple[Officer, Officer]:
    """An inspector of Response and an administrator of the force who covers it."""
    return make.officer(role=Role.INSPECTOR), make.officer(role=Role.FORCE_ADMIN)


def seen(submission: Submission) -> Seen:
    """What somebody who opens it now has before them."""
    document = submissions.documents([submission.pk], submission.author)[submission.pk]
    return Seen(Revision.objects.get(pk=document["revision"]).pk, document["hash"])


def proposed(submission: Submission, by: Officer, why: Why = WHY) -> Erasure:
    before = seen(submission)
    leave = make.leave(by, "propose-erasure", submission.pk, before.hash)
    return erase.propose(submission=submission.pk, officer=by, seen=before, why=why, leave=leave)


def erased(submission: Submission) -> Erasure:
    """Proposed by one and approved by another."""
    first, second = pair()
    before = seen(submission)
    proposed(submission, first)
    return approved(submission, second, before)


def approved(submission: Submission, second: Officer, before: Seen) -> Erasure:
    leave = make.leave(second, "approve-erasure", submission.pk, before.hash)
    return erase.approve(submission=submission.pk, officer=second, seen=before, leave=leave)
