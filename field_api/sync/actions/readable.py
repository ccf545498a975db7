"""What of a feed its reader may read at this moment."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from field_api.alerts.models import Alert
from field_api.feed import actions as feed
from field_api.feed import rules
from field_api.feed.rules import Kind, Op
from field_api.identity.models import Officer
from field_api.queries.models import Query
from field_api.submissions.models import Submission
from field_api.tasking.models import Tasking

_BOOKS: dict[Kind, Callable[[Officer], Any]] = {
    Kind.SUBMISSION: Submission.objects.visible_to,
    Kind.QUERY: Query.objects.visible_to,
    Kind.ALERT: Alert.objects.heard_by,  # who oversees one reads it at the desk
    Kind.TASKING: Tasking.objects.heard_by,
}


def readable(officer: Officer, documents: Iterable[tuple[int, UUID]]) -> set[tuple[int, UUID]]:
    """Those of `documents`, as (kind, id), that exist and that a handset of the officer may hold.

    An officer who was stood down may read nothing, whatever they wrote.
    """
    asked: dict[int, list[UUID]] = defaultdict(list)
    for kind, doc in documents if officer.is_active else ():
        asked[kind].append(doc)
    return {
        (kind, doc) for kind, docs in asked.items() for doc in _visible(Kind(kind), officer, docs)
    }


def _visible(kind: Kind, officer: Officer, docs: list[UUID]) -> list[UUID]:
    rows = _BOOKS[kind](officer).filter(pk__in=docs)
    return list(rows.values_list("pk", flat=True))


def summed_up(officer: Officer) -> dict[str, object]:
    """What a handset that pulled to the end holds: how many documents, their digest, the cursor.

    A handset whose own sum differs at the same cursor pulls from the start.
    """
    head = feed.head(officer.pk)
    pointers = feed.held(officer.pk, Op.UPSERT)
    may = readable(officer, ((kind, doc) for _, kind, doc, _ in pointers))
    held = [(Kind(kind), doc, seq) for seq, kind, doc, _ in pointers if (kind, doc) in may]
    return {
        "epoch": rules.decode(head)[0],
        "count": len(held),
        "digest": rules.digest(held),
        "head": head,
    }
