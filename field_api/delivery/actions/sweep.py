"""What time does to deliveries: lost hints, dead workers, time limits, pauses that end."""

import logging
from collections import Counter
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import State as SystemState
from field_api.delivery.actions import agreed, overdue, replay
from field_api.delivery.actions.drain import drain
from field_api.delivery.actions.lanes import in_flight
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import (
    DRAIN,
    POISON_CLAIMS,
    QUEUE,
    TOO_LATE,
    State,
    Todo,
    WhenLate,
)
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.lib import hints

log = logging.getLogger(__name__)

_SWEEP_LOCK = 0x66625357  # one sweeper at a time is enough; two would only hint twice
_AT_ONCE = 200

_UNHEARD = 5
"""Rounds in which a system waits with nothing under way, after which hints count as unheard."""

_WAITING = """
    SELECT s.id, EXISTS (SELECT FROM delivery_delivery f WHERE f.system_id = s.id
        AND f.state = 'sending' AND f.due_at > statement_timestamp())
    FROM connectors_system s JOIN connectors_circuit c ON c.system_id = s.id
    WHERE s.state = 'active' AND (c.open_until IS NULL OR c.open_until <= statement_timestamp())
      AND EXISTS (SELECT FROM delivery_delivery d WHERE d.system_id = s.id
        AND d.state IN ('due', 'sending') AND d.due_at <= statement_timestamp())
    ORDER BY s.id
"""

_unheard: Counter[int] = Counter()


def sweep() -> list[int]:
    """Hint every system that may be sent something and has work due; the ids of these systems.

    A broker that takes hints is no proof that a worker takes them from it: what is waiting round
    after round with nothing under way is carried here.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return []
        connectors.resume_overdue()
        _finish_draining()
        cursor.execute(_WAITING)
        found: dict[int, bool] = dict(cursor.fetchall())
    agreed.go_on()
    set_aside()
    tell_late()
    overdue.overdue()
    replay.unfinished()
    for system_id in found:
        # With the broker gone this thread does the work itself: slower, but nothing waits for ever.
        hints.send(DRAIN, system_id, queue=QUEUE, otherwise=_by_ourselves(system_id))
    for system_id in _overheard(found):
        log.error("hints are not heard", extra={"system_id": system_id})
        drain(system_id)
    return list(found)


def _overheard(found: dict[int, bool]) -> list[int]:
    """Which systems nobody has gone on with, though they were hinted again and again. `found` says
    of each that waits whether anything of it is under way.
    """
    still = {system_id for system_id, under_way in found.items() if not under_way}
    for system_id in set(_unheard) - still:
        del _unheard[system_id]
    _unheard.update(still)
    return sorted(system_id for system_id in still if _unheard[system_id] >= _UNHEARD)


def _by_ourselves(system_id: int) -> Callable[[], int]:
    return lambda: drain(system_id)


def _finish_draining() -> None:
    for system in System.objects.filter(state=SystemState.DRAINING.value):
        if not in_flight(system):
            connectors.settle(system)


def set_aside() -> int:
    """Leave to a person what was claimed again and again without a word about it: it is what ends
    its workers, and every further try would end another. How many.
    """
    with feed.work():
        rows = Delivery.objects.open().filter(
            unsettled__gte=POISON_CLAIMS, state=State.SENDING.value, due_at__lte=Now()
        )
        found = list(rows.select_for_update(skip_locked=True, no_key=True)[:_AT_ONCE])
        Delivery.objects.filter(pk__in=[one.pk for one in found]).update(
            state=State.POISONED.value,
            lease_token=None,
            settled_at=Now(),
            reason="the workers that carried it ended without a word",
        )
        _for_a_person(found, Todo.ASK)
    return len(found)


def tell_late() -> int:
    """Tell a person of what is not there in time; what is worth nothing late ends. How many."""
    with feed.work():
        rows = Delivery.objects.open().filter(deliver_by__lte=Now(), late_told_at=None)
        found = list(
            rows.select_for_update(skip_locked=True, no_key=True).order_by("deliver_by")[:_AT_ONCE]
        )
        mine = Delivery.objects.filter(pk__in=[one.pk for one in found])
        mine.update(late_told_at=Now())
        # What is being sent, or in doubt, may be there already: settling ends it, once it is known.
        over = mine.filter(when_late=WhenLate.END.value, state=State.DUE.value, ask_first=False)
        over.update(state=State.EXPIRED.value, settled_at=Now(), reason=TOO_LATE)
        _for_a_person(found, Todo.LATE)
    return len(found)


def _for_a_person(found: list[Delivery], todo: Todo) -> None:
    tasks = [Task(delivery=one, todo=todo.value, text=one.reason) for one in found]
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    for one in found:
        feed.tell(recipients=one.tell, kind=Kind.SUBMISSION, doc=one.subject_id)
