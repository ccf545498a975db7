"""Asking that a record be handed to somebody outside the region; a second person decides."""

from uuid import UUID

from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules import Action
from field_api.submissions.actions.decide import Seen
from field_api.submissions.actions.show import Document, current, seen
from field_api.submissions.models import Submission
from field_api.submissions.rules import State


def may_disclose(submission: UUID, officer: Officer) -> bool:
    """Whether they may be one of the two."""
    return _theirs(submission, officer) is not None


def to_disclose(submission: UUID, officer: Officer) -> Document | None:
    """What stands of it, for the page that proposes; None where it is not theirs to disclose. It
    says what and of whom, so the caller reads no body of it.
    """
    found = seen(submission, officer) if may_disclose(submission, officer) else None
    return {**found[0], "body": {}, "revisions": []} if found else None


def propose(
    *, submission: UUID, officer: Officer, seen: Seen, recipient: str, text: str, leave: Leave
) -> Proposal:
    """Ask a second person, under *Two persons*, to hand what stands of it to `recipient`.

    Takes a step-up grant for `propose` on `submission:<id>` with the hash of what was seen. Raises
    Problem 404 where it is not theirs to disclose, its author's included, 409 when it is not what
    they saw or waits already, 422 without recipient and words.
    """
    row = _theirs(submission, officer)
    if row is None:
        raise Problem(404, "not-found", "Not found")
    standing = current(row, row.revisions.select_related("entry"))
    if standing is None or (standing.pk, standing.hash) != (seen.revision, seen.hash):
        detail = "It has changed since you opened it. Read it again before proposing."
        raise Problem(409, "decision-stale", "Not what you saw", detail)
    return proposals.propose_disclosure(
        thing=row.thing,
        reference=row.reference,
        hash=seen.hash,
        recipient=recipient,
        text=text,
        by=officer,
        leave=leave,
    )


def _theirs(submission: UUID, officer: Officer) -> Submission | None:
    rows = Submission.objects.filter(policy.visible(officer, Action.DISCLOSE), pk=submission)
    row = rows.select_related("head").first()
    return row if row and State(row.state) is not State.DISPOSED else None
