"""Answering: legs are claimed, put to their systems, and settled; or the deadline closes them."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Answer, NoAnswer
from field_api.connectors.rules.asking import Asking
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.identity.models import Officer
from field_api.lib import clock, sql
from field_api.queries.actions import combining, line, remembering, replies
from field_api.queries.actions.replies import Reply
from field_api.queries.models import Leg, Query
from field_api.queries.rules import legs, reasons
from field_api.queries.rules.legs import NEXT, State, Why

log = logging.getLogger(__name__)

_SWEEP = 200  # queries in one go; the next sweep is seconds away

# Each of several hundred legs at once is settled by these, under the lock of its question.
_OPEN = f"""
    SELECT {sql.columns(Leg, "l")}, {sql.columns(System, "s")}, {sql.columns(Query, "q")},
      {sql.columns(Officer, "o")}
    FROM queries_leg l JOIN connectors_system s ON s.id = l.system_id
    JOIN queries_query q ON q.id = l.query_id JOIN identity_officer o ON o.id = q.asked_by_id
    WHERE l.query_id = %(query)s::uuid AND l.state = 'waiting' AND l.started_at IS NULL
      AND (%(only)s::bigint IS NULL OR l.id = %(only)s::bigint)
    ORDER BY l.system_id LIMIT %(most)s::int
"""  # noqa: S608 names of our own columns
_LOCK = f"""
    SELECT {sql.columns(Query, "q")}, {sql.columns(Officer, "o")}
    FROM queries_query q JOIN identity_officer o ON o.id = q.asked_by_id
    WHERE q.id = %s::uuid FOR UPDATE OF q
"""  # noqa: S608 names of our own columns
_FINISH = """
    UPDATE queries_leg SET state = %s::text, why = %s::text, count = %s::int, late = %s::bool,
      finished_at = %s::timestamptz, lease_until = NULL
    WHERE id = %s::bigint AND state = ANY(%b::text[]) RETURNING id
"""
_NEWS = """
    UPDATE queries_query SET version = version + 1, completed_at = coalesce(completed_at,
      CASE WHEN NOT EXISTS (SELECT FROM queries_leg l WHERE l.query_id = %(query)s::uuid
        AND l.state = 'waiting') THEN %(at)s::timestamptz END)
    WHERE id = %(query)s::uuid RETURNING version, completed_at
"""


def begin(query_id: UUID, *, most: int, only: int | None = None) -> list[Leg]:
    """Claim at most so many legs of one query, or only that one, all at once. What is returned is
    ours to `finish`, and nobody's after. What may not be asked is left out, and the officer told:
    a system that is paused, suspended or asked as much as it may be."""
    open_ = _open(query_id, most, only)
    if not open_ or clock.now() >= open_[0].query.deadline_at:
        return []
    claims = line.claim(open_)
    refused = [(leg, claims[leg.pk]) for leg in open_ if claims[leg.pk].why is not Why.NONE]
    if refused:
        _leave_out(refused)
    return [leg for leg in open_ if claims[leg.pk].ours]


def finish(leg: Leg) -> None:
    """Put one claimed leg to its system, and keep what it says."""
    reply, answer = _put(leg)
    at = _settle(leg, reply)
    line.tell(leg.system, reply)
    if answer is not None:
        remembering.keep(leg, reply, answer, at)


def _open(query_id: UUID, most: int, only: int | None) -> list[Leg]:
    found = sql.read(_OPEN, query=query_id, most=most, only=only, of=(Leg, System, Query, Officer))
    open_: list[Leg] = []
    for leg, system, query, officer in found:
        leg.system, leg.query, query.asked_by = system, query, officer
        open_.append(leg)
    return open_


def make_ready() -> None:
    """Have a client for every system that is asked: what their kinds import takes longer than many
    an answer, and the first officer would wait for it."""
    for system in System.objects.exclude(answers_queries=[]):
        connectors.connector(system)
    let_go()


def _leave_out(refused: Sequence[tuple[Leg, line.Claim]]) -> None:
    with feed.work():
        query = _locked(refused[0][0].query_id)
        now, state = clock.now(), State.NOT_ASKED.value
        left_out = sum(
            line.unclaimed([leg.pk]).update(
                state=state, why=claim.why.value, suspended_at=claim.since, finished_at=now
            )
            for leg, claim in refused
        )
        if left_out:
            _news(query, now)


def _put(leg: Leg) -> tuple[Reply, Answer | None]:
    """Put the question, outside any transaction and, where connections are pooled, without one."""
    query, system = leg.query, leg.system
    asking = _asking(query)
    left = (query.deadline_at - clock.now()).total_seconds()
    let_go()
    try:
        answer = connectors.connector(system).query(
            query.kind,
            dict(query.criteria),
            asking,
            deadline=max(left, 0.0) + legs.LATE_GRACE_S,
        )
        return replies.read(answer, system), answer
    except NoAnswer as none:
        return replies.none(none), None
    except Exception:
        # A connector's fault ends its own leg only, and is seen by us as well as by the officer.
        log.exception("leg could not be asked", extra={"leg": leg.pk, "system": system.code})
        return replies.OURS, None


def _asking(query: Query) -> Asking:
    # Who asks answers for it alone: nobody else's leave is part of a question.
    officer = query.asked_by
    own = reasons.has_own_authority(query.reason_code)
    return Asking(
        purpose=query.purpose,
        reason_code=query.reason_code,
        originator=query.originator,
        on_behalf_of=query.on_behalf_of,
        place=query.place,
        officer=officer.login,
        authority=str(officer) if own else "",
        authority_rank=officer.rank if own else "",
        linked=query.linked,
        session=query.session,
        flow=query.pk,
    )


def let_go() -> None:
    """Give a pooled connection back before a long wait. Without a pool, keeping it is cheaper."""
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()


def _settle(leg: Leg, reply: Reply) -> datetime:
    """Keep the reply, unless the leg has moved on to where this reply can't follow: an answer is
    kept however late, a failure after the deadline changes nothing. When it was kept.
    """
    with feed.work():
        query = _locked(leg.query_id)
        now = clock.now()
        late = now >= query.deadline_at
        answered = reply.state in (State.ANSWERED, State.NO_MATCH)
        if answered or not late:
            settled = _finish(leg, reply, at=now, late=late and answered)
        else:
            settled = _finish(leg, Reply(State.TIMED_OUT, Why.SILENT), at=query.deadline_at)
        if not settled:
            Leg.objects.filter(pk=leg.pk).update(lease_until=None)
            return now
        if answered:
            replies.keep(leg, reply, now)
        if reply.is_told:
            replies.record(query, leg, reply, late=late)
        _news(query, now)
        return now


def _finish(leg: Leg, reply: Reply, *, at: datetime, late: bool = False) -> bool:
    """False where the leg is in a state that this can't follow."""
    before = [state.value for state in State if reply.state in NEXT[state]]
    what = (reply.state.value, reply.why.value, len(reply.found), late, at)
    return bool(sql.run(_FINISH, *what, leg.pk, before))


def close_overdue(query_id: UUID) -> bool:
    """Close every leg still awaited at the deadline. True when there was one.

    The deadline, not this moment, is written as the end: that is how long the officer waited.
    """
    with feed.work():
        query = _locked(query_id)
        if clock.now() < query.deadline_at or query.completed_at:
            return False
        waiting = _waiting(query)
        end, state = query.deadline_at, State.TIMED_OUT.value
        unclaimed = waiting.filter(started_at=None)
        unclaimed.update(state=state, why=Why.NEVER_STARTED.value, finished_at=end)
        waiting.update(state=state, why=Why.SILENT.value, finished_at=end)
        _news(query, end)
        return True


def sweep_overdue() -> int:
    """Close what no reader closed; returns how many queries that were."""
    overdue = Query.objects.filter(completed_at=None, deadline_at__lte=clock.now())
    found = overdue.order_by("deadline_at").values_list("pk", flat=True)[:_SWEEP]
    return sum(close_overdue(query_id) for query_id in found)


def _locked(query_id: UUID) -> Query:
    """The query's row. Whoever ends a leg takes it first, so replies that come at once are numbered
    one after another, and nobody is told of a version that lacks the other's.
    """
    for query, officer in sql.read(_LOCK, query_id, of=(Query, Officer)):
        query.asked_by = officer
        return cast(Query, query)
    raise Query.DoesNotExist(query_id)


def _waiting(query: Query) -> QuerySet[Leg]:
    return Leg.objects.filter(query=query, state=State.WAITING.value)


def _news(query: Query, at: datetime) -> None:
    """Something became known at that moment, perhaps the last thing. The query is locked."""
    ((query.version, query.completed_at),) = sql.run(_NEWS, query=query.pk, at=at)
    if query.completed_at is not None:
        combining.record(query)
    feed.tell(recipients=[query.asked_by_id], kind=News.QUERY, doc=query.pk)
