"""Submissions as documents: the same for the feed, the API and the supervisor's pages."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from field_api.attachments import actions as attachments
from field_api.attachments.rules.states import UNSETTLED
from field_api.connectors.rules import Intent
from field_api.delivery.actions import tasks
from field_api.delivery.models import Delivery
from field_api.delivery.rules import LABELS as DELIVERY_LABELS
from field_api.delivery.rules import State as DeliveryState
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions import clocks, rules
from field_api.submissions.actions.forms import form_of
from field_api.submissions.actions.sight import Sight, limited, named, sights
from field_api.submissions.actions.standing import FORKED
from field_api.submissions.actions.stored import Stored, stored
from field_api.submissions.models import Revision, Submission, SubmissionQuerySet
from field_api.submissions.rules import Move, State

Document = dict[str, Any]

_TOLD = frozenset(
    {Move.RECEIVE, Move.APPROVE, Move.CONFIRM, Move.SEND_BACK, Move.REJECT, Move.WITHDRAW,
     Move.ADMIT, Move.SET_ASIDE, Move.RELEASE, Move.ASK_REVIEW, Move.DISPOSE}
)  # fmt: skip


def documents(
    ids: Sequence[UUID], officer: Officer, read: Callable[[str], Any] = json.loads
) -> dict[UUID, Document]:
    """What `officer` may see of these submissions, by id. Unseen ones are simply not there.

    `read` makes a document's `body` of its JSON; what only passes it on need not have it read.
    """
    found = stored(ids)
    others = [UUID(one["id"]) for one in found if one["author_id"] != officer.pk]
    seen = sights(others, officer) if others else {}
    mine = [one for one in found if one["author_id"] == officer.pk]
    mine += [one for one in found if (at := seen.get(UUID(one["id"]))) and at.is_whole]
    partly = [one for one in found if (at := seen.get(UUID(one["id"]))) and not at.is_whole]
    return named({**_of(mine, read), **_limited(partly, seen, read)}, officer)


def _limited(
    found: Sequence[Stored], seen: dict[UUID, Sight], read: Callable[[str], Any]
) -> dict[UUID, Document]:
    cut = {key: limited(one, seen[key]) for key, one in (_of(found) if found else {}).items()}
    return {key: {**one, "body": read(json.dumps(one["body"]))} for key, one in cut.items()}


def _of(found: Sequence[Stored], read: Callable[[str], Any] = json.loads) -> dict[UUID, Document]:
    faults = _faults(found)
    files = attachments.of_subjects([UUID(one["id"]) for one in found if one["files"]])
    return {
        (key := UUID(one["id"])): {
            **_document(one, faults, read),
            **_files(files.get(key, [])),
        }
        for one in found
    }


def _faults(found: Sequence[Stored]) -> dict[str, list[dict[str, str]]]:
    """What systems found wrong, by delivery: few have any."""
    faulty = [one["id"] for row in found for one in row["deliveries"] or () if one["faulty"]]
    rows = Delivery.objects.filter(pk__in=faulty) if faulty else ()
    return {str(one.pk): tasks.pointed(one) for one in rows}


def _files(named: list[Document]) -> Document:
    """Revisions may name the same file: it is awaited once."""
    pending = {one["id"] for one in named if one["state"] in UNSETTLED}
    return {"attachments": named, "attachments_pending": len(pending)}


def whole(submission: UUID, officer: Officer) -> Document | None:
    """One document with every revision's body, for comparing; None where it may not be seen."""
    found = seen(submission, officer)
    return found[0] if found else None


def seen(submission: UUID, officer: Officer) -> tuple[Document, Sight] | None:
    """The same, with how much of it the officer sees."""
    sight = sights([submission], officer).get(submission)
    document = whole_of(Submission.objects.filter(pk=submission)) if sight else None
    if not document or not sight:
        return None
    shown = named({submission: limited(document, sight)}, officer)
    return shown[submission], sight


def whole_of(only: SubmissionQuerySet) -> Document | None:
    """The same of the one submission that is left in `only`; None where none is."""
    found = _of(stored(only.values_list("pk", flat=True)))
    if not found:
        return None
    ((submission, document),) = found.items()
    rows = Revision.objects.filter(submission=submission).select_related("entry")
    ordered = sorted(rows, key=lambda row: (row.entry.received_at, row.entry.seq))
    return {**document, "revisions": [_version(row) for row in ordered]}


def _document(
    row: Stored, faults: dict[str, list[dict[str, str]]], read: Callable[[str], Any]
) -> Document:
    revisions = row["revisions"] or ()
    latest = {one["system_id"]: one for one in row["deliveries"] or ()}
    was = State(row["state"])
    state, label = rules.shown(was, [one["state"] for one in latest.values()])
    standing = _standing(row["head"], revisions)
    heads = _heads(row["head"], revisions)
    form = form_of(row["kind"], standing["version"]) if standing else None
    return {
        "id": row["id"],
        "reference": row["reference"],
        "kind": row["kind"],
        "version": standing and standing["version"],
        "title": form.title if form else row["kind"],
        "state": state,
        "state_label": label,
        "marking": row["marking"],
        "groups": row["groups"],
        "review_state": row["review_state"],
        "review_by": row["review_by"],
        "author": {"login": row["login"], "name": _name(row)},
        "unit": {"id": row["unit_id"], "name": row["unit"]},
        # When it happened was written by the officer, and went with the rest.
        "occurred_at": standing and standing["occurred_at"] if was != State.DISPOSED else None,
        "written_at": standing and standing["written_at"],
        "received_at": row["received_at"],
        "clock": standing
        and clocks.shown(standing["device_time"], standing["received_at"], standing["skew_ms"]),
        "revision": standing and standing["id"],
        "hash": standing and standing["hash"],
        "heads": heads,
        "body": read(row["body"] or standing["body"]) if standing else {},
        "problems": [*(standing["problems"] if standing else ()), *_forked(heads)],
        "review": [_step(step) for step in row["steps"] or () if step["move"] in _TOLD],
        "deliveries": [_delivery(one, faults.get(one["id"], [])) for one in latest.values()],
    }


def _standing(head: str | None, revisions: Sequence[Stored]) -> Stored | None:
    """As `current`."""
    if head is None:
        return max(revisions, key=lambda one: (one["written_at"], one["id"]), default=None)
    return next(one for one in revisions if one["id"] == head)


def _heads(head: str | None, revisions: Sequence[Stored]) -> list[str]:
    if head and len(revisions) == 1 and revisions[0]["counts"]:
        return [head]  # what stands alone
    nodes = [
        rules.Node(UUID(one["id"]), tuple(map(UUID, one["parents"])), one["counts"])
        for one in revisions
    ]
    return [str(one) for one in rules.heads(nodes)]


def _name(row: Stored) -> str:
    """As Officer.display_name."""
    return f"{row['rank']} {row['collar_number']} {row['surname']}"


def current(row: Submission, revisions: Iterable[Revision]) -> Revision | None:
    """What stands; where nothing does yet (a fork, a missing parent), the newest written."""
    if row.head is not None:
        return row.head
    return max(revisions, key=lambda one: (one.written_at, one.pk), default=None)


def _forked(heads: Sequence[str]) -> list[Document]:
    return [asdict(FORKED)] if len(heads) > 1 else []


def _step(step: Stored) -> Document:
    return {
        "step": step["move"],
        "label": rules.STEP_LABELS[Move(step["move"])],
        "at": step["at"],
        "by": _name(step) if step["surname"] is not None else "",
        "revision": step["revision"],
        "reason_code": step["reason_code"],
        "text": step["text"],
        "comments": step["comments"],
    }


def _delivery(one: Stored, faults: list[dict[str, str]]) -> Document:
    label = DELIVERY_LABELS[DeliveryState(one["state"])]
    return {
        "id": one["id"],
        "system": one["system"],
        "name": one["name"],
        "state": one["state"],
        "label": f"erasure {label}" if one["intent"] == Intent.ERASE.value else label,
        "version": one["version"],
        "ref": one["ref"],
        "reason": one["reason"],
        "fields": faults,
        "at": one["at"],
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
    return clocks.shown(entry.device_time, clock.iso(entry.received_at), entry.skew_ms)
