"""Tables of submissions, one file a subject."""

from field_api.submissions.models.erasures import Erasure, ErasureQuerySet
from field_api.submissions.models.holds import Hold
from field_api.submissions.models.journeys import Revision, Step, Submission, SubmissionQuerySet
from field_api.submissions.models.references import Block, Reserved

__all__ = [
    "Block",
    "Erasure",
    "ErasureQuerySet",
    "Hold",
    "Reserved",
    "Revision",
    "Step",
    "Submission",
    "SubmissionQuerySet",
]
