"""Looking at the photos and files of a submission."""

from uuid import UUID

from django.db import transaction

from field_api.attachments import actions as attachments
from field_api.attachments.actions import Readable
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.submissions.actions.sight import looked, sights


@transaction.atomic
def look_at_file(
    *, submission: UUID, attachment: UUID, officer: Officer, original: bool
) -> Readable:
    """What screens show of it, or the original; who looked is recorded (DPA 2018 s.62(1)(c)).

    Raises Problem 404 for what `officer` may not see, and those of `attachments.open_original`.
    """
    sight = sights([submission], officer).get(submission)
    if sight is None:
        raise Problem(404, "not-found", "Not found")
    read = attachments.open_original if original else attachments.open_derivative
    found = read(subject=submission, attachment=attachment)
    looked(
        submission=submission,
        officer=officer,
        sight=sight,
        purpose="",
        details={
            "did": "look-at-original" if original else "look-at-picture",
            "attachment": str(attachment),
            "sha256": found.sha256,
        },
    )
    return found
