"""Waiting for news of a query, and what a reader sees to meanwhile."""

import time
from datetime import datetime, timedelta

from field_api.lib import clock, sql
from field_api.queries.actions import in_process, looking
from field_api.queries.actions.answering import close_overdue, let_go
from field_api.queries.models import Query
from field_api.queries.rules import legs

LONGEST_WAIT_S = 25.0  # below the half minute after which mobile networks drop a silent connection
# Of those who come when enough wait already: each holds a thread that the next question needs.
_CROWDED_S = 0.5
_STANDS = "SELECT version, completed_at FROM queries_query WHERE id = %s::uuid"


def wait(query: Query, *, since: int | None, seconds: float) -> None:
    """Return when the query is complete, its version is past `since`, or `seconds` (at most 25) are
    over. Without `since` only completion ends the wait early.

    Holds no transaction and no pooled connection meanwhile. A reader is also the last resort: it
    closes what the deadline ended, to the moment, and asks what no worker took up.
    """
    until = time.monotonic() + min(seconds, LONGEST_WAIT_S)
    if looking.is_crowded():
        until = min(until, time.monotonic() + _CROWDED_S)
    version, completed_at = query.version, query.completed_at
    while not _is_news(query, version, completed_at, since):
        left = until - time.monotonic()
        if left <= 0:
            return
        if clock.now() >= _due(query):
            in_process.run(query.pk)
        let_go()
        if looking.for_news(query.pk, since=since, seconds=min(left, _alone(query))):
            return
        ((version, completed_at),) = sql.run(_STANDS, query.pk)


def _is_news(query: Query, version: int, completed_at: datetime | None, since: int | None) -> bool:
    if completed_at is None and clock.now() >= query.deadline_at:
        close_overdue(query.pk)
        return True
    return completed_at is not None or (since is not None and version > since)


def _due(query: Query) -> datetime:
    """When a worker should long have begun."""
    return query.asked_at + timedelta(seconds=legs.UNCLAIMED_S)


def _alone(query: Query) -> float:
    """Seconds until there is something that this reader sees to by itself."""
    now = clock.now()
    due = _due(query) if now < _due(query) else now + timedelta(seconds=legs.UNCLAIMED_S)
    return max((min(due, query.deadline_at) - now).total_seconds(), 0.001)
