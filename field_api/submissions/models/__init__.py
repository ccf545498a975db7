"""Tables of submissions, one file a subject."""

from field_api.submissions.models.journeys import Revision, Step, Submission, SubmissionQuerySet
from field_api.submissions.models.references import Block, Reserved

__all__ = ["Block", "Reserved", "Revision", "Step", "Submission", "SubmissionQuerySet"]
