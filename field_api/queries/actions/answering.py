"""Answering: one leg is claimed, put to its system, and settled; or the deadline closes it."""

import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import NoAnswer, TimedOut
from field_api.connectors.rules import State as SystemState
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.queries.actions import combining
from field_api.queries.models import Hit, Leg, Query
from field_api.queries.rules import legs, records
from field_api.queries.rules.legs import NEXT, State, Why
from field_api.queries.rules.records import Record

log = logging.getLogger(__name__)

_SWEEP = 200  # queries in one go; the next sweep is seconds away


@dataclass(frozen=True, slots=True)
class _Reply:
    state: State
    why: Why = Why.NONE
    found: tuple[Record, ...] = ()


def run_leg(leg_id: int) -> bool:
    """Ask one leg's system and keep what it says. False when it was not asked: someone else asks
    already, the time is over, or the system has been paused since.
    """
    leg = Leg.objects.select_related("query", "system").filter(pk=leg_id).first()
    if leg is None or clock.now() >= leg.query.deadline_at:
        return False
    if leg.system.state != SystemState.ACTIVE.value:
        _leave_out(leg)
        return False
    if not _claim(leg):
        return False
    _settle(leg, _put(leg))
    return True


def _claim(leg: Leg) -> bool:
    """Compare and set, on columns of the leg alone: a condition on the joined query would be read
    from before the lock was waited for, and two workers could both ask.
    """
    by = f"{socket.gethostname()}:{os.getpid()}"[:100]
    return _unclaimed(leg).update(started_at=clock.now(), started_by=by) == 1


def _leave_out(leg: Leg) -> None:
    with feed.work():
        query = _locked(leg.query_id)
        now, state = clock.now(), State.NOT_ASKED.value
        if _unclaimed(leg).update(state=state, why=Why.PAUSED.value, finished_at=now):
            _news(query, now)


def _unclaimed(leg: Leg) -> QuerySet[Leg]:
    return Leg.objects.filter(pk=leg.pk, state=State.WAITING.value, started_at=None)


def _put(leg: Leg) -> _Reply:
    """Put the question, outside any transaction and, where connections are pooled, without one."""
    query, system = leg.query, leg.system
    left = (query.deadline_at - clock.now()).total_seconds()
    let_go()
    try:
        answer = connectors.connector(system).query(
            query.kind,
            dict(query.criteria),
            query.purpose,
            query.reason_code,
            deadline=max(left, 0.0) + legs.LATE_GRACE_S,
        )
        return _read(answer.results, system)
    except TimedOut:
        return _Reply(State.TIMED_OUT, Why.SILENT)
    except NoAnswer as none:
        return _Reply(State.FAILED, legs.why(none.reason))
    except Exception:
        # A connector's fault ends its own leg only, and is seen by us as well as by the officer.
        log.exception("leg could not be asked", extra={"leg": leg.pk, "system": system.code})
        return _Reply(State.FAILED, Why.OURS)


def let_go() -> None:
    """Give a pooled connection back before a long wait. Without a pool, keeping it is cheaper."""
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()


def _read(results: Sequence[object], system: System) -> _Reply:
    read = [
        records.read(raw, system=system.code, system_name=system.name)
        for raw in results[: legs.MOST_RECORDS]
    ]
    found = tuple(record for record in read if record)
    if not results:
        return _Reply(State.NO_MATCH)
    if not found:
        return _Reply(State.FAILED, Why.UNREADABLE)
    why = Why.PARTLY_READ if len(found) < len(read) else Why.NONE
    return _Reply(State.ANSWERED, Why.MORE if len(results) > len(read) else why, found)


def _settle(leg: Leg, reply: _Reply) -> None:
    """Keep the reply, unless the leg has moved on to where this reply can't follow: an answer is
    kept however late, a failure after the deadline changes nothing.
    """
    with feed.work():
        query = _locked(leg.query_id)
        now_in = State(Leg.objects.values_list("state", flat=True).get(pk=leg.pk))
        if reply.state not in NEXT[now_in]:
            return
        now = clock.now()
        late = now >= query.deadline_at
        if reply.state in (State.ANSWERED, State.NO_MATCH):
            _finish(leg, reply, at=now, late=late)
            Hit.objects.bulk_create(_hits(leg, reply.found, now))
            _record(query, leg, reply, late=late)
        elif late:
            _finish(leg, _Reply(State.TIMED_OUT, Why.SILENT), at=query.deadline_at)
        else:
            _finish(leg, reply, at=now)
        _news(query, now)


def _finish(leg: Leg, reply: _Reply, *, at: datetime, late: bool = False) -> None:
    Leg.objects.filter(pk=leg.pk).update(
        state=reply.state.value,
        why=reply.why.value,
        count=len(reply.found),
        late=late,
        finished_at=at,
    )


def _hits(leg: Leg, found: tuple[Record, ...], now: datetime) -> list[Hit]:
    return [
        Hit(
            leg=leg,
            position=position,
            ref=record.ref,
            type=record.type,
            handling=record.handling,
            as_of=clock.parse(record.as_of) if record.as_of else None,
            retrieved_at=now,
            body=dict(record.values),
            warnings=[asdict(warning) for warning in record.warnings],
        )
        for position, record in enumerate(found)
    ]


def _record(query: Query, leg: Leg, reply: _Reply, *, late: bool) -> None:
    """DPA 2018 s.62: which records a consultation returned, by reference and never by content."""
    ledger.record(
        act=Act.CONSULTATION,
        actor=query.asked_by.actor,
        subject=f"query:{query.pk}",
        purpose=query.purpose,
        recipient=query.asked_by.actor,
        details={
            "system": leg.system.code,
            "records": [record.ref for record in reply.found],
            "reason_code": query.reason_code,
            "late": late,
        },
    )


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
    locked = Query.objects.select_related("asked_by").select_for_update(of=("self",))
    return locked.get(pk=query_id)


def _waiting(query: Query) -> QuerySet[Leg]:
    return Leg.objects.filter(query=query, state=State.WAITING.value)


def _news(query: Query, at: datetime) -> None:
    """Something became known at that moment, perhaps the last thing. The query is locked."""
    query.version += 1
    if query.completed_at is None and not _waiting(query).exists():
        query.completed_at = at
    query.save(update_fields=["version", "completed_at"])
    if query.completed_at is not None:
        combining.record(query)
    feed.tell(recipients=[query.asked_by_id], kind=News.QUERY, doc=query.pk)
