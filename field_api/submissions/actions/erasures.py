"""What the two who erase are shown: what waits for a second person, and who still has it."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from field_api.connectors.rules import Intent
from field_api.delivery.models import Delivery, Task, of_subjects
from field_api.delivery.rules import LABELS as DELIVERY_LABELS
from field_api.delivery.rules import State as DeliveryState
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.submissions.actions.erase import left
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.show import Document, whole_of
from field_api.submissions.grounds import GROUNDS, STANDING_LABELS, Ground, Standing
from field_api.submissions.models import Erasure, Submission
from field_api.submissions.reading import Section, sections
from field_api.submissions.rules import State


class Owing(StrEnum):
    """How far a system is that had it."""

    ERASED = "erased"
    TOLD = "told"  # and has not said yet that it did
    BY_HAND = "by_hand"  # it can't be told: a person asks, and says so when it is done


_MOST = 200
_SHOWN = ("submission", "proposed_by", "decided_by")


def erasures(officer: Officer) -> list[Document]:
    """What waits for a second person, the soonest to lapse first, then the latest decided."""
    rows = Erasure.objects.visible_to(officer).select_related(*_SHOWN)
    waiting = rows.open().order_by("expires_at")[:_MOST]
    decided = rows.exclude(decided_at=None).order_by("-decided_at")[:_MOST]
    return list(_documents([*waiting, *decided]))


def erasure_of(submission: UUID, officer: Officer) -> Document | None:
    """The latest proposal to erase it, and what came of that; None where there is none to see."""
    rows = Erasure.objects.visible_to(officer).filter(submission=submission)
    row = rows.select_related(*_SHOWN).order_by("proposed_at").last()
    return next(_documents([row])) if row else None


def may_erase(submission: UUID, officer: Officer) -> bool:
    """Whether the officer may be one of two who have this one erased."""
    return Submission.objects.erasable_by(officer).filter(pk=submission).exists()


@transaction.atomic
def consult_for_erasure(*, submission: UUID, officer: Officer) -> Document | None:
    """The whole of what may be erased, read by one of two who may erase it; None for anybody else.

    Reading it is an event of its own, in the transaction of the read (DPA 2018 s.62(1)(c)).
    """
    document = whole_of(Submission.objects.erasable_by(officer).filter(pk=submission))
    if document is None:
        return None
    ledger.record(
        act=Act.CONSULTATION,
        actor=officer.actor,
        subject=f"submission:{submission}",
        purpose="erasure",
        details={"revision": document["revision"], "state": document["state"]},
    )
    return document


def read_through(document: Document) -> list[Section]:
    """What was written, by the form it was written in; [] where that form is not here."""
    form = form_of(document["kind"], document["version"]) if document["version"] else None
    return sections(form, document["body"] or {}) if form else []


def _documents(rows: Sequence[Erasure]) -> Iterator[Document]:
    subjects = [row.submission_id for row in rows if row.state == Standing.DONE.value]
    orders = [one for one in of_subjects(subjects) if one.intent == Intent.ERASE.value]
    tasks = _tasks(orders)
    for row in rows:
        # Of several orders to one system the latest counts.
        mine = {one.system_id: one for one in orders if one.subject_id == row.submission_id}
        yield _document(row, [_system(one, tasks.get(one.pk)) for one in mine.values()])


def _tasks(orders: Sequence[Delivery]) -> dict[UUID, Task]:
    rows = Task.objects.open().filter(delivery__in=orders)
    return {task.delivery_id: task for task in rows}


def _document(row: Erasure, systems: list[Document]) -> Document:
    standing = Standing(row.state)
    if standing == Standing.PROPOSED and row.expires_at <= clock.now():
        standing = Standing.LAPSED
    disposed = State(row.submission.state) == State.DISPOSED
    return {
        "id": str(row.pk),
        "submission": str(row.submission_id),
        "reference": row.submission.reference,
        "kind": row.submission.kind,
        "state": standing.value,
        "state_label": STANDING_LABELS[standing],
        "ground": row.ground,
        "ground_label": GROUNDS[Ground(row.ground)],
        "text": row.text,
        "revision": str(row.revision),
        "hash": row.hash,
        "entries": len(row.entries),
        "proposed_by": row.proposed_by.display_name,
        "proposed_at": clock.iso(row.proposed_at),
        "expires_at": clock.iso(row.expires_at),
        "decided_by": row.decided_by.display_name if row.decided_by else "",
        "decided_at": clock.iso(row.decided_at) if row.decided_at else None,
        "answer": row.answer,
        "systems": systems,
        "arrived_since": left(row.submission_id) if disposed else 0,
    }


def _system(order: Delivery, task: Task | None) -> Document:
    state = DeliveryState(order.state)
    return {
        "system": order.system.code,
        "name": order.system.name,
        "standing": _owing(state, task).value,
        "label": DELIVERY_LABELS[state],
        "reason": order.reason,
        "ref": order.remote_ref,
        "task": task.pk if task else None,
        "at": clock.iso(order.settled_at or order.created_at),
    }


def _owing(state: DeliveryState, task: Task | None) -> Owing:
    if task is not None:
        return Owing.BY_HAND
    # A task that a person has done leaves its order cancelled: "done by hand: …".
    done = state in (DeliveryState.DELIVERED, DeliveryState.CANCELLED)
    return Owing.ERASED if done else Owing.TOLD
