"""Submissions as documents: the same for the feed, the API and the supervisor's pages."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions import clocks
from field_api.submissions.actions.sight import Sight, limited, sights
from field_api.submissions.actions.sight import named as for_whom
from field_api.submissions.actions.stored import Stored, stored
from field_api.submissions.actions.written import state_of, texts
from field_api.submissions.models import Revision, Submission, SubmissionQuerySet

Document = dict[str, Any]


class Written(NamedTuple):
    """One document as JSON text, and what it was written from."""

    text: str
    row: Stored

    @property
    def state(self) -> str:
        """As the document has it."""
        return state_of(self.row)


def written(ids: Sequence[UUID], officer: Officer) -> dict[UUID, Written]:
    """What `officer` may see of these submissions, by id. Unseen ones are simply not there."""
    named = {str(key): key for key in ids}
    found = stored(named)
    others = [named[row.id] for row in found if row.author_id != officer.pk]
    seen = sights(others, officer) if others else {}
    shown = [row for row in found if row.author_id == officer.pk or named[row.id] in seen]
    told = {
        (key := named[row.id]): Written(_within(seen.get(key), text), row)
        for row, text in zip(shown, texts(shown), strict=True)
    }
    kept = {key: json.loads(one.text) for key, one in told.items() if one.row.kept}
    of_groups = for_whom(kept, officer).items()
    return told | {key: Written(json.dumps(one), told[key].row) for key, one in of_groups}


def _within(sight: Sight | None, text: str) -> str:
    if sight is None or sight.is_whole:
        return text
    return json.dumps(limited(json.loads(text), sight))


def documents(ids: Sequence[UUID], officer: Officer) -> dict[UUID, Document]:
    """The same, read."""
    return {key: json.loads(one.text) for key, one in written(ids, officer).items()}


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
    return for_whom({submission: limited(document, sight)}, officer)[submission], sight


def whole_of(only: SubmissionQuerySet) -> Document | None:
    """The same of the one submission that is left in `only`; None where none is."""
    found = stored([str(key) for key in only.values_list("pk", flat=True)])
    if not found:
        return None
    document = json.loads(*texts(found))
    rows = Revision.objects.filter(submission=document["id"]).select_related("entry")
    ordered = sorted(rows, key=lambda row: (row.entry.received_at, row.entry.seq))
    return {**document, "revisions": [_version(row) for row in ordered]}


def current(row: Submission, revisions: Iterable[Revision]) -> Revision | None:
    """What stands; where nothing does yet (a fork, a missing parent), the newest written."""
    if row.head is not None:
        return row.head
    return max(revisions, key=lambda one: (one.written_at, one.pk), default=None)


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
