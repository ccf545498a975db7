"""Pull: what changed for one officer, in commit order."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.alerts import actions as alerts
from field_api.feed import actions as feed
from field_api.feed.rules import Entry, Kind
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.queries import actions as queries
from field_api.submissions import actions as submissions
from field_api.submissions.actions import Written
from field_api.tasking import actions as tasking


def pull(
    *,
    officer: Officer,
    cursor: str,
    limit: int,
    kinds: list[Kind] | None,
    read: Callable[[str], Any] = json.loads,
) -> dict[str, Any]:
    """What changed for this officer. Raises feed.rules.CursorReset and CursorMalformed.

    Pointers first, documents after: one may then be newer than its pointer, never older. What may
    no longer be read, whatever the pointer says, comes as a deletion. `read` makes a `doc` of its
    JSON: what only passes it on need not have it read.
    """
    page = feed.changes(recipient=officer.pk, cursor=cursor, limit=limit, kinds=kinds)
    by_kind: dict[Kind, list[UUID]] = {kind: [] for kind in Kind}
    for entry in page.entries:
        by_kind[entry.kind].append(entry.doc)
    entries = submissions.written(by_kind[Kind.SUBMISSION], officer)
    _consulted(officer, entries)
    documents: dict[UUID, Any] = {key: read(one.text) for key, one in entries.items()}
    if asked := by_kind[Kind.QUERY]:
        documents |= queries.documents(officer=officer, ids=asked)
    if urgent := by_kind[Kind.ALERT]:
        documents |= alerts.documents(officer=officer, ids=urgent)
    if to_do := by_kind[Kind.TASKING]:
        documents |= tasking.documents(officer=officer, ids=to_do)
    changes = [_change(entry, documents.get(entry.doc)) for entry in page.entries]
    return {
        "epoch": page.epoch,
        "server_time": clock.iso(clock.now()),
        "changes": changes,
        "cursor": page.cursor,
        "more": page.more,
    }


def _consulted(officer: Officer, entries: Mapping[UUID, Written]) -> None:
    """Whoever decided on an entry hears what becomes of it, and with that reads it again (DPA 2018
    s.62(1)(c)). Committed before the answer leaves; where it cannot be, none does.
    """
    theirs = [one for one in entries.values() if one.row.author_id != officer.pk]
    if not theirs:
        return
    with transaction.atomic():
        ledger.record_many(
            [
                Event(
                    act=Act.CONSULTATION.value,
                    actor=officer.actor,
                    subject=f"submission:{one.row.id}",
                    purpose="news",
                    details={"revision": one.row.revision, "state": one.state},
                )
                for one in theirs
            ]
        )


def _change(entry: Entry, document: Any) -> dict[str, Any]:
    change: dict[str, Any] = {
        "kind": entry.kind.name.lower(),
        "id": str(entry.doc),
        "seq": entry.seq,
    }
    if document is None:
        return {**change, "op": "delete"}
    return {**change, "op": "upsert", "doc": document}
