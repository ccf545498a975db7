"""Counting what ended since the last round, so that /metrics reads sums and never adds them up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from field_api.connectors.models import System
from field_api.oversight.models import Timing, Watch
from field_api.oversight.rules.measures import (
    BUCKETS,
    COUNT_AT_ONCE,
    SETTLED_AFTER_SECONDS,
    Since,
)

# Up to the first that is younger: ids are given before rows become visible, so there may be gaps.
_ATTEMPTS = """
    WITH counted AS (
      SELECT id, delivery_id, step, outcome FROM delivery_attempt
      WHERE id > %(after)s AND id < coalesce((
        SELECT min(id) FROM delivery_attempt
        WHERE id > %(after)s AND finished_at > now() - make_interval(secs => %(settled)s)
      ), 9223372036854775807)
      ORDER BY id LIMIT %(most)s
    ), told AS (
      INSERT INTO oversight_tally (system_id, step, outcome, count)
      SELECT d.system_id, c.step, c.outcome, count(*)
      FROM counted c JOIN delivery_delivery d ON d.id = c.delivery_id
      GROUP BY d.system_id, c.step, c.outcome
      ON CONFLICT (system_id, step, outcome)
        DO UPDATE SET count = oversight_tally.count + excluded.count
    )
    SELECT max(id) FROM counted
"""
# With ties, for a batch is settled in one moment. Corrections have entries of their own; replays
# and erasures are nobody's tap.
_TIMES = """
    WITH counted AS MATERIALIZED (
      SELECT t.system_id, d.* FROM oversight_timing t, LATERAL (
        SELECT settled_at, revision, state = 'delivered' AND generation = 1 AND intent = 'write'
          AS accepted
        FROM delivery_delivery WHERE system_id = t.system_id AND settled_at > t.counted_until
          AND settled_at <= now() - make_interval(secs => %(settled)s)
        ORDER BY settled_at FETCH FIRST %(most)s ROWS WITH TIES
      ) d
    )
    SELECT c.system_id, b.since,
      width_bucket(seconds, %(ends)s::float8[]), count(*), sum(seconds), NULL
    FROM counted c JOIN notebook_entry e ON e.id = c.revision
      JOIN submissions_revision r ON r.entry_id = c.revision,
      LATERAL (VALUES ('received', e.received_at), ('written', r.written_at)) b (since, at),
      -- a handset's clock may run ahead of ours
      LATERAL (SELECT greatest(extract(epoch FROM c.settled_at - b.at), 0)::float8) s (seconds)
    WHERE c.accepted GROUP BY 1, 2, 3
    UNION ALL SELECT system_id, '', 0, 0, 0, max(settled_at) FROM counted GROUP BY system_id
"""


@transaction.atomic
def count() -> bool:
    """Count at most 20,000 attempts, and as many deliveries of each system. False when another
    worker does so at this moment.
    """
    watch = Watch.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if watch is None:
        return False
    _count_attempts(watch)
    rows = [Timing(system=system) for system in System.objects.filter(timing=None)]
    Timing.objects.bulk_create(rows, ignore_conflicts=True)
    _count_times()
    return True


def _count_attempts(watch: Watch) -> None:
    values = {
        "after": watch.counted_attempt,
        "settled": SETTLED_AFTER_SECONDS,
        "most": COUNT_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ATTEMPTS, values)
        last = cursor.fetchone()[0]
    if last is not None:
        Watch.objects.filter(pk=1).update(counted_attempt=last)


def _count_times() -> None:
    values: dict[str, Any] = {
        "ends": list(BUCKETS),
        "settled": SETTLED_AFTER_SECONDS,
        "most": COUNT_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TIMES, values)
        counted = cursor.fetchall()
    timings = Timing.objects.in_bulk({row[0] for row in counted})
    for timing in timings.values():
        _add(timing, (row[1:] for row in counted if row[0] == timing.pk))
        timing.save()


def _add(timing: Timing, counted: Iterable[tuple[str, int, int, float, datetime | None]]) -> None:
    for since, bucket, count, seconds, until in counted:
        if until is not None:
            timing.counted_until = until
        elif since == Since.RECEIVED:
            timing.received[bucket] += count
            timing.received_seconds += seconds
        else:
            timing.written[bucket] += count
            timing.written_seconds += seconds


def totals(timing: Timing) -> dict[Since, tuple[list[int], float]]:
    """Counts and their sum by beginning."""
    return {
        Since.RECEIVED: (timing.received, timing.received_seconds),
        Since.WRITTEN: (timing.written, timing.written_seconds),
    }
