"""Forgetting what has been kept long enough: bytes that arrived, attempts, messages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from field_api.delivery.rules import (
    ATTEMPTS_KEPT,
    BYTES_KEPT,
    FORGET_SECONDS,
    FORGOTTEN,
)

_LOCK = 0x66624647
_AT_ONCE = 1000
_FIRST = UUID(int=0)

# From the side of the payloads, which are few and go: deliveries are for ever, and to look for the
# oldest among them would take longer every year.
_BYTES = """
    WITH seen AS MATERIALIZED (
        SELECT ctid AS place, delivery_id FROM delivery_payload WHERE delivery_id > %(after)s
        ORDER BY delivery_id LIMIT %(limit)s),
    gone AS (
        DELETE FROM delivery_payload WHERE ctid = ANY(ARRAY(
          SELECT seen.place FROM seen JOIN delivery_delivery d ON d.id = seen.delivery_id
          WHERE d.state = ANY(%(states)s) AND d.settled_at < statement_timestamp() - %(kept)s))
        RETURNING 1)
    SELECT (SELECT delivery_id FROM seen ORDER BY delivery_id DESC LIMIT 1),
      (SELECT count(*) FROM gone)
"""
# Numbers follow time closely enough, so the primary key finds the oldest and no other index is
# needed on a table that is written to with every call.
_LOG = """
    WITH oldest AS (
        SELECT id, {at} AS at FROM {table} ORDER BY id LIMIT %(limit)s)
    DELETE FROM {table} t USING oldest o
    WHERE t.id = o.id AND o.at < statement_timestamp() - %(kept)s
"""
_ATTEMPTS = _LOG.format(table="delivery_attempt", at="finished_at")
_CALLBACKS = _LOG.format(table="delivery_callback", at="received_at")


def forget(*, seconds: float = FORGET_SECONDS) -> dict[str, int]:
    """Delete for about `seconds`, in portions of a transaction each, what is past its time; how
    many of each. What is left then waits for the next round. Hashes, keys and states stay.
    """
    ends = monotonic() + seconds
    return {
        "attempts": _log(_ATTEMPTS, ends),
        "callbacks": _log(_CALLBACKS, ends),
        "payloads": _bytes(ends),
    }


@contextmanager
def _alone() -> Iterator[Any]:
    """A cursor in a transaction of its own; None while another worker forgets: workers that were
    started together have their rounds together, and would lock the same rows in other orders.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        yield cursor if cursor.fetchone()[0] else None


def _log(statement: str, ends: float) -> int:
    def portion() -> int:
        with _alone() as cursor:
            if cursor is None:
                return 0
            cursor.execute(statement, {"limit": _AT_ONCE, "kept": ATTEMPTS_KEPT})
            return int(cursor.rowcount)

    return _until(ends, portion)


def _until(ends: float, portion: Callable[[], int]) -> int:
    """Portions until one is not full. The first is made however late it is, or a round that began
    behind would never get to the end of its list.
    """
    done = more = portion()
    while more == _AT_ONCE and monotonic() < ends:
        done += (more := portion())
    return done


def _bytes(ends: float) -> int:
    """Once round all payloads, from a place by chance: ids are spread evenly, so what one round has
    no time for is reached by another, and nothing need be remembered.
    """
    start = after = uuid4()
    done, turned = 0, False
    while True:
        last, gone = _portion(after)
        done += gone
        if last is None and not turned:
            turned, after = True, _FIRST
            continue
        after = last or start
        if (turned and after >= start) or monotonic() >= ends:
            return done


def _portion(after: UUID) -> tuple[UUID | None, int]:
    """The last that was looked at, None at the end, and how many went."""
    values: Any = {
        "after": after,
        "limit": _AT_ONCE,
        "states": [state.value for state in FORGOTTEN],
        "kept": BYTES_KEPT,
    }
    with _alone() as cursor:
        if cursor is None:
            return None, 0
        cursor.execute(_BYTES, values)
        last, gone = cursor.fetchone()
        return last, gone
