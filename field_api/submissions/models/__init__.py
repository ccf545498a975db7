"""Tables of submissions, one file a subject."""

from field_api.submissions.models.claims import Claim, ClaimQuerySet
from field_api.submissions.models.erasures import Erasure, ErasureQuerySet
from field_api.submissions.models.escalations import Escalation, Told, ToldQuerySet
from field_api.submissions.models.holds import Hold
from field_api.submissions.models.journeys import Revision, Step, Submission, SubmissionQuerySet
from field_api.submissions.models.references import Block, Reserved

__all__ = [
    "Block",
    "Claim",
    "ClaimQuerySet",
    "Erasure",
    "ErasureQuerySet",
    "Escalation",
    "Hold",
    "Reserved",
    "Revision",
    "Step",
    "Submission",
    "SubmissionQuerySet",
    "Told",
    "ToldQuerySet",
]
