"""Submissions as documents: the same for the feed, the API and the supervisor's pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from field_api.attachments import actions as attachments
from field_api.attachments.rules.states import UNSETTLED
from field_api.connectors.rules import Intent
from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery, of_subjects
from field_api.delivery.rules import LABELS as DELIVERY_LABELS
from field_api.delivery.rules import State as DeliveryState
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions import clocks, rules
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.standing import FORKED, node
from field_api.submissions.models import Revision, Step, Submission, SubmissionQuerySet
from field_api.submissions.rules import Move, State

Document = dict[str, Any]

_TOLD = frozenset(
    {Move.RECEIVE, Move.APPROVE, Move.CONFIRM, Move.SEND_BACK, Move.REJECT, Move.WITHDRAW,
     Move.ADMIT, Move.SET_ASIDE, Move.RELEASE, Move.ASK_REVIEW, Move.DISPOSE}
)  # fmt: skip


def documents(ids: Sequence[UUID], officer: Officer) -> dict[UUID, Document]:
    """What `officer` may see of these submissions, by id. Unseen ones are simply not there."""
    return _of(Submission.objects.visible_to(officer).filter(pk__in=ids))


def _of(rows: SubmissionQuerySet) -> dict[UUID, Document]:
    found = list(rows.select_related("author", "unit", "head__entry"))
    keys = [row.pk for row in found]
    steps, revisions = _by_submission(Step, keys), _by_submission(Revision, keys)
    deliveries: dict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in of_subjects(keys):
        deliveries[delivery.subject_id].append(delivery)
    files = attachments.of_subjects(keys)
    return {
        row.pk: {
            **_document(row, steps[row.pk], revisions[row.pk], deliveries[row.pk]),
            **_files(files.get(row.pk, [])),
        }
        for row in found
    }


def _files(named: list[Document]) -> Document:
    """Revisions may name the same file: it is awaited once."""
    pending = {one["id"] for one in named if one["state"] in UNSETTLED}
    return {"attachments": named, "attachments_pending": len(pending)}


def whole(submission: UUID, officer: Officer) -> Document | None:
    """One document with every revision's body, for comparing; None where it may not be seen."""
    return whole_of(Submission.objects.visible_to(officer).filter(pk=submission))


def whole_of(only: SubmissionQuerySet) -> Document | None:
    """The same of the one submission that is left in `only`; None where none is."""
    found = _of(only)
    if not found:
        return None
    ((submission, document),) = found.items()
    rows = Revision.objects.filter(submission=submission).select_related("entry")
    ordered = sorted(rows, key=lambda row: (row.entry.received_at, row.entry.seq))
    return {**document, "revisions": [_version(row) for row in ordered]}


def _by_submission(model: Any, keys: Sequence[UUID]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = defaultdict(list)
    rows = model.objects.filter(submission__in=keys)
    if model is Step:
        rows = rows.select_related("officer").order_by("id")
    for row in rows:
        grouped[row.submission_id].append(row)
    return grouped


def _document(
    row: Submission, steps: list[Step], revisions: list[Revision], deliveries: list[Delivery]
) -> Document:
    latest = {delivery.system_id: delivery for delivery in deliveries}
    state, label = rules.shown(State(row.state), [one.state for one in latest.values()])
    heads = rules.heads(map(node, revisions))
    standing = current(row, revisions)
    form = form_of(row.kind, standing.version) if standing else None
    gone = State(row.state) == State.DISPOSED
    return {
        "id": str(row.pk),
        "reference": row.reference,
        "kind": row.kind,
        "version": standing.version if standing else None,
        "title": form.title if form else row.kind,
        "state": state,
        "state_label": label,
        "marking": row.marking,
        "review_state": row.review_state,
        "review_by": _moment(row.review_by),
        "author": {"login": row.author.login, "name": row.author.display_name},
        "unit": {"id": row.unit_id, "name": row.unit.name},
        # When it happened was written by the officer, and went with the rest.
        "occurred_at": None if gone else _moment(standing and standing.occurred_at),
        "written_at": _moment(standing and standing.written_at),
        "received_at": clock.iso(row.created_at),
        "clock": _clock(standing) if standing else None,
        "revision": str(standing.pk) if standing else None,
        "hash": standing.hash if standing else None,
        "heads": [str(head) for head in heads],
        "body": standing.body if standing else {},
        "problems": [*(standing.problems if standing else []), *_forked(heads)],
        "review": [_step(step) for step in steps if Move(step.move) in _TOLD],
        "deliveries": [_delivery(one) for one in latest.values()],
    }


def current(row: Submission, revisions: Iterable[Revision]) -> Revision | None:
    """What stands; where nothing does yet (a fork, a missing parent), the newest written."""
    if row.head is not None:
        return row.head
    return max(revisions, key=lambda one: (one.written_at, one.pk), default=None)


def _forked(heads: Sequence[UUID]) -> list[Document]:
    return [asdict(FORKED)] if len(heads) > 1 else []


def _step(step: Step) -> Document:
    return {
        "step": step.move,
        "label": rules.STEP_LABELS[Move(step.move)],
        "at": clock.iso(step.made_at),
        "by": step.officer.display_name if step.officer else "",
        "revision": str(step.revision_id) if step.revision_id else None,
        "reason_code": step.reason_code,
        "text": step.text,
        "comments": step.comments,
    }


def _delivery(one: Delivery) -> Document:
    state = DeliveryState(one.state)
    label = DELIVERY_LABELS[state]
    return {
        "id": str(one.pk),
        "system": one.system.code,
        "name": one.system.name,
        "state": state.value,
        "label": f"erasure {label}" if one.intent == Intent.ERASE.value else label,
        "version": one.lane_seq,
        "ref": one.remote_ref,
        "reason": one.reason,
        "fields": tasks.pointed(one),
        "at": clock.iso(one.settled_at or one.created_at),
    }


def _version(row: Revision) -> Document:
    return {
        "id": str(row.pk),
        "seq": row.entry.seq,
        "hash": row.hash,
        "parents": [str(parent) for parent in row.parents],
        "intent": row.intent,
        "version": row.version,
        "written_at": clock.iso(row.written_at),
        "received_at": clock.iso(row.entry.received_at),
        "clock": _clock(row),
        "body": row.body,
        "problems": row.problems,
    }


def _clock(row: Revision) -> Document:
    entry = row.entry
    return clocks.shown(entry.device_time, entry.received_at, entry.skew_ms)


def _moment(value: Any) -> str | None:
    return clock.iso(value) if value else None
