"""Work for a person: raised where the outbox can go no further, closed when it has gone on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from field_api.connectors.rules import FieldFault, Intent
from field_api.delivery.models import Delivery, Task
from field_api.delivery.rules import OPEN, State, Todo
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.mapping import actions as mapping

_MOST = 50  # a system may find fault with every line of a long list; a person starts somewhere
_ASKED_FOR = {
    State.REJECTED: Todo.CORRECT,
    State.UNCERTAIN: Todo.ASK,
    State.POISONED: Todo.ASK,
    State.EXPIRED: Todo.LATE,
}


def raise_for(
    *, delivery: Delivery, todo: Todo, faults: Sequence[FieldFault] = (), text: str = ""
) -> list[Task]:
    """Ask a person for this, once for each field at fault, or once for the entry with `text`.

    What is asked for again opens again: the reason for it came back.
    """
    asked = list(faults)[:_MOST] or [FieldFault("", text or delivery.reason)]
    once = {fault.pointer[:200]: fault for fault in reversed(asked)}
    ours = _ours(delivery) if any(once) else _nowhere
    tasks = [
        Task(
            delivery=delivery,
            todo=todo.value,
            pointer=ours(pointer)[:200],
            their_pointer=pointer,
            text=fault.text[:300],
        )
        for pointer, fault in once.items()
    ]
    return Task.objects.bulk_create(
        tasks,
        update_conflicts=True,
        unique_fields=["delivery", "todo", "their_pointer"],
        update_fields=["pointer", "text", "done_at", "done_by", "note"],
    )


def pointed(delivery: Delivery) -> list[dict[str, str]]:
    """The faults a system found, each with the field of the entry it speaks of: `pointer` and
    `text` are the system's, `field` is a JSON pointer into the entry, "" for the entry as a whole.
    """
    if not delivery.faults:
        return []
    ours = _ours(delivery)
    return [{**fault, "field": ours(fault["pointer"])} for fault in delivery.faults]


def _ours(delivery: Delivery) -> Callable[[str], str]:
    """From their pointer to ours, by the mapping that made what they read."""
    if delivery.mapping_id is None:
        return _nowhere
    trace = mapping.at(delivery.mapping_id).trace
    return lambda theirs: trace(theirs) if theirs else ""


def _nowhere(theirs: str) -> str:
    return ""


def settled(states: Mapping[UUID, State]) -> None:
    """Close what deliveries that were just settled make unnecessary, and ask for what they need, by
    the state each is in now. Belongs in the transaction that settles them.
    """
    if over := [pk for pk, state in states.items() if state not in OPEN]:
        _close(over)
    if asking := [pk for pk, state in states.items() if state in _ASKED_FOR]:
        for row in Delivery.objects.filter(pk__in=asking):
            _ask(row)


def put_in(made: Sequence[Delivery]) -> None:
    """The same for deliveries that were never sent, because our own check found them wrong."""
    settled({one.pk: State(one.state) for one in made if State(one.state) in _ASKED_FOR})


def _ask(row: Delivery) -> None:
    faults = [FieldFault(fault["pointer"], fault["text"]) for fault in row.faults]
    raise_for(delivery=row, todo=_ASKED_FOR[State(row.state)], faults=faults)


# Decided here and not in the statement: its conditions took PostgreSQL 10 ms to plan, a hundred
# times what it took to run, and it runs with every portion that is settled.
_OPEN = """
    WITH s AS MATERIALIZED (
      SELECT id, system_id, subject_id, lane_seq, generation, state, intent
      FROM delivery_delivery WHERE id = ANY(%s))
    SELECT t.id, t.todo, d.lane_seq, d.generation, s.lane_seq, s.generation, s.state, s.intent
    FROM s
    JOIN delivery_delivery d ON d.system_id = s.system_id AND d.subject_id = s.subject_id
    JOIN delivery_task t ON t.delivery_id = d.id AND t.done_at IS NULL
"""


def _close(settled: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [settled])
        found = [
            pk
            for pk, todo, *places, state, intent in cursor.fetchall()
            if _needless(Todo(todo), tuple(places[:2]), tuple(places[2:]), State(state), intent)
        ]
    if found:
        rows = Task.objects.filter(pk__in=found)
        list(rows.select_for_update(no_key=True).order_by("pk"))  # one order of locks for all
        rows.update(done_at=Now(), note="no longer needed")


_Place = tuple[int, ...]


def _needless(todo: Todo, asked: _Place, settled: _Place, state: State, intent: str) -> bool:
    """Whether a task about the delivery at `asked` (version, generation) has become unnecessary by
    what became of the one at `settled` in the same lane.
    """
    if todo in _UNTIL_ERASED and intent != Intent.ERASE.value:
        return False
    if asked == settled:
        return todo in _ENDS_OWN.get(state, ())
    # Of a rejected correction the officer is asked anew: the earlier faults are no news.
    return asked < settled and todo in _ENDS_EARLIER.get(state, ())


_UNTIL_ERASED = (Todo.ERASE, Todo.RESTRICT)
_ENDS_OWN = {
    State.DELIVERED: tuple(Todo),
    State.AWAITING: (Todo.ASK, Todo.LATE),
    State.REJECTED: (Todo.ASK, Todo.LATE),
    State.EXPIRED: (Todo.ASK,),
    State.CANCELLED: (Todo.CORRECT, Todo.ASK, Todo.LATE, Todo.ERASE),
}
_ENDS_EARLIER = {
    State.DELIVERED: tuple(Todo),
    State.AWAITING: (Todo.CORRECT, Todo.ASK),
    State.REJECTED: (Todo.CORRECT, Todo.ASK),
    State.HELD: (Todo.AMEND,),
}


def done(*, task: int, by: Officer, note: str) -> Task:
    """A person says that it is done, and how. What was done by hand in place of a delivery ends the
    delivery. Saying so again changes nothing.

    Raises Problem 404 for a task they may not see, 422 without a note.
    """
    with feed.work():
        rows = Task.objects.visible_to(by).filter(pk=task).select_related("delivery")
        row = rows.select_for_update(of=("self",), no_key=True).first()
        if row is None:
            raise Problem(404, "not-found", "Not found")
        if row.done_at is not None:
            return row
        if not note.strip():
            raise Problem(422, "note-needed", "Say what was done")
        row.done_at, row.done_by, row.note = clock.now(), by, note.strip()[:300]
        row.save(update_fields=["done_at", "done_by", "note"])
        if row.todo in (Todo.AMEND.value, Todo.ERASE.value):
            held = Delivery.objects.filter(pk=row.delivery_id, state=State.HELD.value)
            said = f"done by hand: {row.note}"[:300]
            held.update(state=State.CANCELLED.value, reason=said)
        _record(row, by)
        feed.tell(recipients=row.delivery.tell, kind=Kind.SUBMISSION, doc=row.delivery.subject_id)
        return row


def _record(row: Task, by: Officer) -> None:
    details: dict[str, Any] = {"verb": "done", "todo": row.todo, "task": row.pk}
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"delivery:{row.delivery_id}",
        purpose=row.note,
        details=details,
    )


def ends(deliveries: Sequence[Delivery], todos: Sequence[Todo], note: str) -> None:
    """Close these tasks in the house's own name, inside the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a task ends in the transaction that makes it unnecessary")
    rows = Task.objects.open().filter(
        delivery__in=deliveries, todo__in=[one.value for one in todos]
    )
    rows.update(done_at=clock.now(), note=note)
