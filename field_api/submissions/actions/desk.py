"""What the supervisor's desk asks: what waits, and what one submission says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.submissions.actions.show import Document, documents, seen
from field_api.submissions.actions.sight import looked
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State


class Need(StrEnum):
    """What a submission waits for a supervisor to do."""

    APPROVE = "approve"  # nothing has gone out yet
    CONFIRM = "confirm"  # it has gone out; someone still has to look
    ADMIT = "admit"  # from a revoked device: does it count?


@dataclass(frozen=True, slots=True)
class Waiting:
    """One place in the queue. `since` is when it last moved; `due` the end of its review time."""

    id: UUID
    kind: str
    need: Need
    since: datetime
    due: datetime | None
    urgent: bool
    overdue: bool
    unit: int
    unit_name: str


def needed(state: str, review_state: str) -> Need | None:
    """`state` as stored or as shown: what was delivered may still have to be looked at."""
    if state == State.QUARANTINE:
        return Need.ADMIT
    if state == State.NEEDS_REVIEW:
        return Need.APPROVE
    return Need.CONFIRM if review_state == Review.WAITING else None


def queue(officer: Officer) -> list[Waiting]:
    """Everything that waits for this officer: the urgent and the overdue, then what is held
    back until a decision, then what has gone out; each from the oldest.
    """
    now = clock.now()
    urgent = {form.kind for form in catalogue.current_forms() if form.urgent}
    rows = Submission.objects.for_review(officer)
    waiting = []
    columns = ("pk", "kind", "state", "review_state", "review_by", "changed_at")
    for key, kind, state, review_state, due, since, unit, unit_name in rows.values_list(
        *columns, "unit", "unit__name"
    ):
        if need := needed(state, review_state):
            late = due is not None and due < now
            waiting.append(
                Waiting(key, kind, need, since, due, kind in urgent, late, unit, unit_name)
            )
    return sorted(waiting, key=_order)


def _order(one: Waiting) -> tuple[bool, bool, datetime]:
    return not (one.urgent or one.overdue), one.need is Need.CONFIRM, one.since


def consult(*, submission: UUID, officer: Officer) -> Document | None:
    """The whole of one submission, read by an officer; None where it may not be seen.

    Reading a record is an event of its own (DPA 2018 s.62(1)(c)), on the disk before anything of
    it is shown.
    """
    found = seen(submission, officer)
    if found is None:
        return None
    document, sight = found
    waits = sight.under is None and needed(document["state"], document["review_state"])
    looked(
        submission=submission,
        officer=officer,
        sight=sight,
        purpose="review" if waits else "reading",
        details={"revision": document["revision"], "state": document["state"]},
    )
    return document


def listed(*, ids: Sequence[UUID], officer: Officer) -> dict[UUID, Document]:
    """As `documents`: what stands in each, so for each that is not the officer's own a consultation
    (DPA 2018 s.62), by one statement.
    """
    found = documents(ids, officer)
    theirs = [key for key, one in found.items() if one["author"]["login"] != officer.login]
    ledger.record_looks(
        [
            Event(
                act=Act.CONSULTATION.value,
                actor=officer.actor,
                subject=f"submission:{key}",
                purpose="review",
                details={"revision": found[key]["revision"], "did": "list"},
            )
            for key in theirs
        ]
    )
    return found
