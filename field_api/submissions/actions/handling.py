"""Keeping a submission to named groups of people."""

from collections.abc import Sequence
from uuid import UUID

from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.models import HandlingGroup, Membership
from field_api.policy.rules import Action
from field_api.submissions.actions import restricting
from field_api.submissions.actions.mentioned import mentioned
from field_api.submissions.actions.standing import deciders
from field_api.submissions.models import Submission


def keep_to(
    *, submission: UUID, officer: Officer, groups: Sequence[str], reason: str
) -> Submission:
    """From now on it is for those who are in each of these groups of its force, by their codes; for
    all who cover its unit where there are none. Whoever else had it has it taken back, a person is
    asked to look at each system that has it, and what was proposed about it lapses.

    Raises Problem 404 for what the officer may not see, 403 where they don't decide about it, 422
    without a reason, or for a group they are not in: its name is not theirs to know.
    """
    with feed.work():
        row = _locked(submission, officer)
        if not reason.strip():
            fault = Fault("/reason", "required", "Say why.")
            raise Problem(422, "handling-incomplete", "This needs a reason", errors=[fault])
        was, row.groups = row.groups, _tags(row, officer, groups)
        row.changed_at = clock.now()
        row.save(update_fields=["groups", "changed_at"])
        mentioned([(row, None)])
        ledger.record(
            act=Act.ALTERATION,
            actor=officer.actor,
            subject=f"submission:{row.pk}",
            purpose=reason.strip()[:300],
            details={"fields": ["groups"], "was": was, "groups": row.groups},
        )
        hear = {row.author_id, officer.pk, *deciders([row.pk])[row.pk]}
        feed.tell(recipients=sorted(hear), kind=Kind.SUBMISSION, doc=row.pk)
        if set(row.groups) - set(was):
            restricting.follow(row)
        elif not row.groups:
            restricting.undo(row)
        return row


def _locked(submission: UUID, officer: Officer) -> Submission:
    rows = Submission.objects.visible_to(officer).filter(pk=submission)
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    if not policy.can(officer, Action.DECIDE, row.thing).allow:
        raise Problem(403, "not-your-review", "Who covers its unit decides about it")
    return row


def _tags(row: Submission, officer: Officer, codes: Sequence[str]) -> list[str]:
    mine = Membership.objects.on(today()).filter(officer=officer)
    known = HandlingGroup.objects.filter(force=row.force_id, members__in=mine)
    tags = {
        group.code: group.tag
        for group in known.select_related("force")
        if group.retired_at is None or group.tag in row.groups
    }
    if unknown := sorted(set(codes) - set(tags)):
        fault = Fault("/groups", "not-in-list", f"You are not in: {', '.join(unknown)}.")
        raise Problem(422, "handling-invalid", "It can't be kept to these", errors=[fault])
    return sorted({tags[code] for code in codes})
