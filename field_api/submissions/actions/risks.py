"""The risk of what waits, read off for a whole queue at once."""

from collections.abc import Collection
from uuid import UUID

from field_api.identity.models import Officer
from field_api.policy import actions as policy
from field_api.submissions.actions.forms import form_of
from field_api.submissions.models import Submission
from field_api.submissions.risks import GRADED, Risk, risk


def risks(submissions: Collection[UUID], officer: Officer) -> dict[UUID, Risk]:
    """Of these, as far as the officer may decide about them; of what stands, so none where nothing
    does yet or its form is not here.
    """
    if not submissions:
        return {}
    clearance = policy.actor_of(officer).clearance
    rows = Submission.objects.for_review(officer).filter(pk__in=submissions)
    answers = (f"head__body__{name}" for name in GRADED)
    found = {}
    for key, kind, marking, version, *given in rows.values_list(
        "pk", "kind", "marking", "head__version", *answers
    ):
        form = form_of(kind, version) if version else None
        if form:
            graded = dict(zip(GRADED, given, strict=True))
            found[key] = risk(form, graded, marking, clearance)
    return found
