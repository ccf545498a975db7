"""What the supervisor's desk asks: what waits, what one submission says, how the systems stand."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import OPEN
from field_api.delivery.rules import State as DeliveryState
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.submissions.actions.show import Document, whole
from field_api.submissions.models import Submission
from field_api.submissions.rules import Review, State

_IS_OPEN = Q(deliveries__state__in=[state.value for state in OPEN])
_TROUBLE = [
    state.value for state in (DeliveryState.REJECTED, DeliveryState.UNCERTAIN, DeliveryState.HELD)
]


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


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that needs a person. `submission` is None where the officer may know of the
    delivery but not read what it carries.
    """

    delivery: Delivery
    submission: Submission | None


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
    for key, kind, state, review_state, due, since in rows.values_list(
        "pk", "kind", "state", "review_state", "review_by", "changed_at"
    ):
        if need := needed(state, review_state):
            late = due is not None and due < now
            waiting.append(Waiting(key, kind, need, since, due, kind in urgent, late))
    return sorted(waiting, key=_order)


def _order(one: Waiting) -> tuple[bool, bool, datetime]:
    return not (one.urgent or one.overdue), one.need is Need.CONFIRM, one.since


@transaction.atomic
def consult(*, submission: UUID, officer: Officer) -> Document | None:
    """The whole of one submission, read by an officer; None where it may not be seen.

    Reading a record is an event of its own (DPA 2018 s.62(1)(c)): it stands in the transaction of
    the read, so nothing is shown that the ledger does not know of.
    """
    document = whole(submission, officer)
    if document is None:
        return None
    ledger.record(
        act=Act.CONSULTATION,
        actor=officer.actor,
        subject=f"submission:{submission}",
        purpose="review" if needed(document["state"], document["review_state"]) else "reading",
        details={"revision": document["revision"], "state": document["state"]},
    )
    return document


def systems(officer: Officer) -> list[Any]:
    """Systems by name, each with `backlog`, `oldest` (when the oldest open delivery was made),
    `settled` (when one last was) and `trouble` (why what waits was last put off).
    """
    put_off = Delivery.objects.filter(system=OuterRef("pk")).open().exclude(reason="")
    rows = System.objects.visible_to(officer).annotate(
        backlog=Count("deliveries", filter=_IS_OPEN),
        oldest=Min("deliveries__created_at", filter=_IS_OPEN),
        settled=Max("deliveries__settled_at"),
        trouble=Subquery(put_off.order_by("-due_at").values("reason")[:1]),
    )
    return list(rows.select_related("paused_by").order_by("name"))


def troubles(officer: Officer, most: int) -> list[Trouble]:
    """The newest deliveries that need a person: rejected, uncertain or held, and not overtaken by
    a later one of the same submission to the same system.
    """
    later = Q(lane_seq__gt=OuterRef("lane_seq")) | Q(
        lane_seq=OuterRef("lane_seq"), generation__gt=OuterRef("generation")
    )
    lane = Delivery.objects.filter(system=OuterRef("system"), subject=OuterRef("subject"))
    rows = Delivery.objects.visible_to(officer).filter(state__in=_TROUBLE)
    rows = rows.exclude(Exists(lane.filter(later))).select_related("system")
    found = list(rows.order_by("-created_at")[:most])
    may_read = Submission.objects.visible_to(officer).select_related("author", "unit")
    seen = may_read.in_bulk([row.subject_id for row in found])
    return [Trouble(row, seen.get(row.subject_id)) for row in found]
