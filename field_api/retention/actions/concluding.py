"""A reviewer's decision, with what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from field_api.feed import actions as feed
from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.retention.actions.computing import compute
from field_api.retention.actions.reading import basis_of
from field_api.retention.models import Conclusion, Review
from field_api.retention.rules.groups import CLEAR_YEARS, Group, missing, years_on
from field_api.retention.rules.verdicts import Verdict
from field_api.submissions.actions import Seen, erase, holds
from field_api.submissions.actions.erase import Why
from field_api.submissions.actions.show import current
from field_api.submissions.models import Erasure

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Seal:
    """What a reviewer puts their name to. `next_on` is for what is kept: by default one clear
    period from today. `answers` are by question of the National Retention Assessment Criteria.
    """

    verdict: str
    text: str
    group: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)
    next_on: date | None = None


def conclude(
    *, submission: UUID, officer: Officer, seen: Seen, seal: Seal, leave: Leave
) -> Conclusion:
    """Record what came of a review. To let go proposes the erasure, which a second person decides,
    and takes a step-up grant for `propose-erasure`.

    Raises Problem 404 where it is not theirs to review, 403 for their own work, 409 where it is not
    what they saw, is held, or may not go yet, 422 where an answer or the reason is missing.
    """
    with feed.work():
        row = _locked(submission, officer)
        _check_seen(row, seen)
        _check_whole(seal)
        verdict, group = Verdict(seal.verdict), Group(seal.group or row.group)
        erasure = _let_go(row, officer, seen, seal, leave) if verdict is Verdict.LET_GO else None
        made = Conclusion.objects.create(
            submission=row.submission,
            author_id=row.submission.author_id,
            reviewer=officer,
            verdict=verdict.value,
            group=group.value,
            answers=dict(seal.answers),
            text=seal.text.strip(),
            seen_hash=seen.hash,
            next_on=None if erasure else seal.next_on or years_on(today(), CLEAR_YEARS[group]),
            erasure=erasure,
            made_at=clock.now(),
        )
        _record(officer, made)
        compute([submission])
        return made


def _locked(submission: UUID, officer: Officer) -> Review:
    rows = Review.objects.visible_to(officer).select_related("submission")
    row = rows.select_for_update(of=("self",)).filter(pk=submission).first()
    if row is None:
        raise Problem(404, "not-found", "Not found")
    return row


def _check_seen(row: Review, seen: Seen) -> None:
    standing = current(row.submission, list(row.submission.revisions.select_related("entry")))
    if standing is None or (standing.pk, standing.hash) != (seen.revision, seen.hash):
        detail = "It has changed since you opened it. Read it again before deciding."
        raise Problem(409, "decision-stale", "Not what you saw", detail)


def _check_whole(seal: Seal) -> None:
    faults = [
        Fault(f"/answers/{name}", "required", "Answer yes or no.") for name in missing(seal.answers)
    ]
    if seal.verdict not in list(Verdict):
        faults.append(Fault("/verdict", "not-in-list", "Keep it, or let it go."))
    if seal.group and seal.group not in list(Group):
        faults.append(Fault("/group", "not-in-list", "Choose a review group."))
    if not 0 < len(seal.text.strip()) <= LONGEST_TEXT:
        faults.append(Fault("/text", "required", "Say why, without repeating what was written."))
    if seal.next_on is not None and seal.next_on <= today():
        faults.append(Fault("/next_on", "too-early", "The next review is after today."))
    if faults:
        raise Problem(422, "decision-incomplete", "The review needs an answer", errors=faults)


def _let_go(row: Review, officer: Officer, seen: Seen, seal: Seal, leave: Leave) -> Erasure:
    if not basis_of(row).may_go(today()):
        detail = "Its clear period, or the age group 1 is kept to, has not been reached."
        raise Problem(409, "kept-by-rule", "It may not go yet", detail)
    if any(seal.answers.values()):
        raise Problem(
            409,
            "kept-by-risk",
            "A question was answered with yes",
            "What shows a risk is kept. Answer for what is now, or keep it.",
        )
    holds.check_free(row.pk)
    why = Why(erase.END_OF_RETENTION, seal.text)
    return erase.put_forward(row.pk, officer, seen, why, leave)


def _record(officer: Officer, row: Conclusion) -> None:
    ledger.record(
        act=Act.DECISION,
        actor=officer.actor,
        subject=f"submission:{row.submission_id}",
        purpose="retention-review",
        details={
            "verdict": row.verdict,
            "group": row.group,
            "next_on": row.next_on.isoformat() if row.next_on else None,
            "erasure": str(row.erasure_id) if row.erasure_id else None,
        },
    )
