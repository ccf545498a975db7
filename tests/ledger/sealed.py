"""Events on the ledger, the tree over them, and a database whose owner has taken off every lock."""

import time
from collections.abc import Callable

from django.db import connection

from field_api.ledger import actions as ledger
from field_api.ledger.models import Checkpoint, Event
from field_api.ledger.rules import Act, notes
from field_api.ledger.rules.notes import Note

TABLES = ("event", "leaf", "node", "checkpoint", "contradiction")


def write(*subjects: str, actor: str = "officer:34-1001") -> list[Event]:
    """An event of each, within the test's transaction."""
    act = Act.CONSULTATION.value
    return ledger.record_many([Event(act=act, actor=actor, subject=one) for one in subjects])


def sealed(*subjects: str) -> Note:
    """The checkpoint after these, and all that waited."""
    write(*subjects)
    ledger.seal()
    return newest()


def newest() -> Note:
    return notes.read(Checkpoint.objects.latest("size").note)


def until(done: Callable[[], bool]) -> None:
    """Ask until it is so. What is written for good is so for a whole cluster, and tests of another
    process, in a database beside this one, may hold a transaction open for minutes.
    """
    ends = time.monotonic() + 900
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.05)


def unlock() -> None:
    """As the owner of the tables may."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")


def forge(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount > 0


def cut_to(size: int) -> None:
    """The tree as it was at a checkpoint: events, leaves, nodes and checkpoints after it are gone.

    What is left is what a backup of that moment holds: nothing in it is amiss.
    """
    unlock()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_event WHERE id NOT IN"
            " (SELECT event FROM ledger_leaf WHERE position < %s)",
            [size],
        )
        cursor.execute("DELETE FROM ledger_leaf WHERE position >= %s", [size])
        cursor.execute("DELETE FROM ledger_node WHERE (index + 1) << level > %s", [size])
        cursor.execute("DELETE FROM ledger_checkpoint WHERE size > %s", [size])
