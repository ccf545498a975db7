"""Reading a query: its document, and waiting for news of it."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.queries.actions import found, in_process
from field_api.queries.actions.answering import close_overdue, let_go
from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules import document as rules
from field_api.queries.rules import legs
from field_api.queries.rules.asking import Kind
from field_api.queries.rules.legs import State, Why

LONGEST_WAIT_S = 25.0  # below the half minute after which mobile networks drop a silent connection
_LOOK_S = (0.02, 0.12)  # between two looks


def wait(query: Query, *, since: int | None, seconds: float) -> None:
    """Return when the query is complete, its version is past `since`, or `seconds` (at most 25) are
    over. Without `since` only completion ends the wait early.

    Looks again and again, holding no transaction and no pooled connection in between. A reader is
    also the last resort: it closes what the deadline ended, and asks what no worker took up.
    """
    until = time.monotonic() + min(seconds, LONGEST_WAIT_S)
    while not _has_news(query, since):
        left = until - time.monotonic()
        if left <= 0:
            return
        let_go()
        time.sleep(min(left, _next_look(query)))


def _has_news(query: Query, since: int | None) -> bool:
    now = clock.now()
    version, completed_at = Query.objects.values_list("version", "completed_at").get(pk=query.pk)
    if completed_at is None and now >= query.deadline_at:
        close_overdue(query.pk)
        return True
    if completed_at is None and now - query.asked_at >= timedelta(seconds=legs.UNCLAIMED_S):
        _take_up(query)
    return completed_at is not None or (since is not None and version > since)


def _take_up(query: Query) -> None:
    unclaimed = Leg.objects.filter(query=query, state=State.WAITING.value, started_at=None)
    in_process.start_all(unclaimed.values_list("pk", flat=True))


def _next_look(query: Query) -> float:
    """Seconds. A tenth of the time since the asking, so that quick answers are seen quickly and
    slow ones cost few looks; and never past the deadline, which is kept to the moment.
    """
    now = clock.now()
    tenth = (now - query.asked_at).total_seconds() / 10
    to_deadline = (query.deadline_at - now).total_seconds()
    return min(max(tenth, _LOOK_S[0]), _LOOK_S[1], max(to_deadline, 0.005))


def document(query: Query, officer: Officer) -> dict[str, Any]:
    """The QUERY document as it stands. Raises Query.DoesNotExist when it is not the officer's."""
    mine = documents(officer=officer, ids=[query.pk])
    if query.pk not in mine:
        raise Query.DoesNotExist(query.pk)
    return mine[query.pk]


def documents(*, officer: Officer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """QUERY documents by id; those the officer may not see are missing."""
    hits = Prefetch("hits", Hit.objects.order_by("position"))
    asked = Prefetch("legs", Leg.objects.select_related("system").prefetch_related(hits))
    rows = Query.objects.visible_to(officer).filter(pk__in=ids).prefetch_related(asked)
    return {query.pk: _document(query) for query in rows}


def _document(query: Query) -> dict[str, Any]:
    asked = rules.Asked(
        id=str(query.pk),
        kind=Kind(query.kind),
        criteria=query.criteria,
        purpose=query.purpose,
        reason_code=query.reason_code,
        asked_at=query.asked_at,
        deadline_at=query.deadline_at,
        version=query.version,
    )
    rows = list(query.legs.all())
    records = [found.record_of(leg, hit) for leg in rows for hit in leg.hits.all()]
    return rules.write(asked, [_leg(leg) for leg in rows], records)


def _leg(leg: Leg) -> rules.Leg:
    return rules.Leg(
        system=leg.system.code,
        name=leg.system.name,
        state=State(leg.state),
        why=Why(leg.why),
        count=leg.count,
        late=leg.late,
        finished_at=leg.finished_at,
    )
