"""Systems that took an entry and have not said in time whether they accept it: ask them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Connector, Found, Lookup, LookupBy
from field_api.connectors.rules import State as SystemState
from field_api.delivery.actions import tasks
from field_api.delivery.actions.answers import put_down
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import (
    QUEUE,
    SLICE_SECONDS,
    State,
    Todo,
    after_lookup,
    call_seconds,
)
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.lib import hints

ASK = "delivery.ask"
UNANSWERED_SECONDS = 86_400
"""For a system that does not say how long it takes."""

_SILENT_SECONDS = 300
"""Until a system is asked once more that did not answer."""

_AT_ONCE = 1000

# Taken entries come with whatever `due_at` their lease had: here it becomes when to ask.
_APPOINT = """
    UPDATE delivery_delivery d SET due_at = d.settled_at + v.within
    FROM (SELECT id, make_interval(secs => coalesce(answers_within_seconds, %s)) AS within
      FROM connectors_system) v
    WHERE d.state = 'awaiting' AND d.due_at <= statement_timestamp() AND v.id = d.system_id
      AND d.settled_at + v.within > statement_timestamp()
"""
_OVERDUE = """
    SELECT DISTINCT d.system_id FROM delivery_delivery d
    JOIN connectors_system s ON s.id = d.system_id AND s.state = 'active'
    WHERE d.state = 'awaiting' AND d.due_at <= statement_timestamp() ORDER BY 1
"""
# Whoever asks moves the time of all on, so that nobody else asks meanwhile: a system that hangs
# must hold up one thread, not one more with every sweep. After a crash they come due again.
_TAKE = """
    UPDATE delivery_delivery SET due_at = statement_timestamp() + %s
    WHERE id IN (SELECT id FROM delivery_delivery
      WHERE system_id = %s AND state = 'awaiting' AND due_at <= statement_timestamp()
      ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


def overdue() -> list[int]:
    """Hint that these systems are to be asked what became of what they took; their ids."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_APPOINT, [UNANSWERED_SECONDS])
        cursor.execute(_OVERDUE)
        systems = [row[0] for row in cursor.fetchall()]
    for system_id in systems:
        hints.send(ASK, system_id, queue=QUEUE, otherwise=_by_ourselves(system_id))
    return systems


def _by_ourselves(system_id: int) -> Callable[[], int]:
    return lambda: ask(system_id)


def ask(system_id: int, *, seconds: float = SLICE_SECONDS) -> int:
    """Ask one system for about `seconds` what became of the entries it has not answered for, or
    have a person ask; how many were looked at. It ends when the system does not answer.
    """
    system = System.objects.get(pk=system_id)
    if system.state != SystemState.ACTIVE.value:
        return 0
    connector, ends = connectors.connector(system), monotonic() + seconds
    taken = _take(system)
    for place, row in enumerate(taken, start=1):
        found = _asked(system, connector, row)
        _settle(system, row.pk, found)
        if found is not None and found.answer is Found.UNKNOWN:
            return place
        if monotonic() >= ends:
            _look_again(taken[place:], timedelta(0))
            return place
    return len(taken)


def _take(system: System) -> list[Delivery]:
    alone = timedelta(seconds=2 * call_seconds(system.send_seconds) + SLICE_SECONDS)
    values: Any = [alone, system.pk, _AT_ONCE]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        ids = [row[0] for row in cursor.fetchall()]
    return list(Delivery.objects.filter(pk__in=ids).order_by("created_at"))


def _asked(system: System, connector: Connector, row: Delivery) -> Lookup | None:
    if system.lookup != LookupBy.BY_KEY.value:
        return None
    started = monotonic()
    try:
        found = connector.lookup(row.key, deadline=system.send_seconds)
    except Exception as error:
        found = Lookup(Found.UNKNOWN, reason=f"our connector failed: {type(error).__name__}")
    Attempt.objects.create(
        delivery=row,
        lease_token=uuid4(),
        step=Attempt.Step.LOOKUP,
        outcome=found.answer.value,
        reason=found.reason[:300],
        duration_ms=int((monotonic() - started) * 1000),
    )
    return found


_SENTENCES = {
    None: "took it and has not said whether it accepts it, and can't be asked",
    Found.ABSENT: "took it, and says now that it does not hold it",
    Found.UNKNOWN: "took it and has not said whether it accepts it; asking brought no answer",
}


def _settle(system: System, delivery: UUID, found: Lookup | None) -> None:
    with feed.work():
        rows = Delivery.objects.select_for_update(no_key=True)
        row = rows.filter(pk=delivery, state=State.AWAITING.value).first()
        if row is None:
            return  # its answer came while we asked
        row.system = system
        known = after_lookup(found, sha256=row.payload_sha256, tries=0) if found else None
        if known is not None and known.state in (State.DELIVERED, State.REJECTED, State.UNCERTAIN):
            put_down(row, known)
            return
        unknown = found is not None and found.answer is Found.UNKNOWN
        within = system.answers_within_seconds or UNANSWERED_SECONDS
        wait = min(within, _SILENT_SECONDS) if unknown else within
        _look_again([row], timedelta(seconds=wait))
        if found is None or found.answer is not Found.PENDING:
            text = _SENTENCES[found.answer if found else None]
            tasks.raise_for(delivery=row, todo=Todo.ASK, text=f"{system.name} {text}")
            feed.tell(recipients=row.tell, kind=Kind.SUBMISSION, doc=row.subject_id)


def _look_again(rows: Sequence[Delivery], wait: timedelta) -> None:
    values: Any = [wait, [row.pk for row in rows]]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_delivery SET due_at = statement_timestamp() + %s "
            "WHERE id = ANY(%s) AND state = 'awaiting'",
            values,
        )
