"""Counting the work of a day, and keeping the counts as what is counted changes.

A day is always counted whole and anew, so a count is right whatever went wrong before it. What
changed is looked for once a minute and its days put down as due; whoever comes by counts them, the
newest first. Nothing here is asked by a page: see `measures`.
"""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django.db import connection, transaction

from field_api.identity.models import Force
from field_api.insights.actions import searches
from field_api.insights.actions.tallies import (
    count_entities,
    count_fields,
    count_systems,
    count_work,
)
from field_api.insights.actions.tallies.given import Given
from field_api.insights.models import (
    Counted,
    Day,
    Due,
    EntityDay,
    FieldDay,
    RefusedDay,
    SystemDay,
)
from field_api.insights.rules.months import LONDON
from field_api.lib import clock, hints, wall
from field_api.submissions.models import Submission
from field_api.submissions.rules import State

COUNT = "insights.count"
QUEUE = "periodic"
SLICE_SECONDS = 20.0

_TABLES: tuple[Any, ...] = (Day, FieldDay, SystemDay, RefusedDay, EntityDay)
# A transaction that was open when changes were last looked for has brought its own within this, or
# it brings them with the round of the night.
_OVERLAP = timedelta(minutes=10)
_APART = timedelta(seconds=60)
_AGAIN = timedelta(days=35)
_NIGHT = 3
_FIRST = datetime(2000, 1, 1, tzinfo=LONDON)


def recount(force: Force | int, day: date) -> int:
    """Count a force's day anew, in place of what was counted. Gives how many entries it has."""
    its = force.pk if isinstance(force, Force) else force
    with wall.everyone(), transaction.atomic():
        _alone(its, day)
        for table in _TABLES:
            table.objects.filter(force=its, day=day).delete()
        given = Given(its, day, _ids(its, day))
        if given.ids:
            for count in (count_work, count_fields, count_systems, count_entities):
                count(given)
        searches.recount(its, day)
        return len(given.ids)


def refresh(*, seconds: float = SLICE_SECONDS) -> int:
    """Look for what changed, and count what is due, for about `seconds`. How many days were
    counted. Any number of workers may at once: each takes what no other has.
    """
    notice()
    ends, done = time.monotonic() + seconds, 0
    while time.monotonic() < ends and _count_one():
        done += 1
    return done


def sweep() -> bool:
    """Look for what changed, and have a worker count it. Whether there is anything."""
    notice()
    waiting = Due.objects.exists()
    if waiting:
        hints.send(COUNT, queue=QUEUE, otherwise=refresh)
    return waiting


def notice() -> int:
    """Put down as due the days whose work changed since this was last done, unless that was in the
    last minute. How many there were.
    """
    with wall.everyone(), transaction.atomic():
        Counted.objects.bulk_create([Counted(pk=1)], ignore_conflicts=True)
        row = Counted.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        now = clock.now()
        if row is None or (row.until is not None and now - row.until < _APART):
            return 0
        days = list(changed(row.until - _OVERLAP if row.until else None))
        _put_down(days)
        Counted.objects.filter(pk=1).update(until=now)
        return len(days)


def from_the_start() -> None:
    """Have the next look find every day there is work of: what was brought in with its own dates,
    by a restore or a generator, changed before anybody looked. In the transaction that brings it,
    so that no look passes over it meanwhile.
    """
    with wall.everyone():
        Counted.objects.bulk_create([Counted(pk=1)], ignore_conflicts=True)
        Counted.objects.filter(pk=1).update(until=None)


def at_night() -> int:
    """`again`, if it is the hour after three in London; else nothing, and 0."""
    return again() if clock.now().astimezone(LONDON).hour == _NIGHT else 0


def again() -> int:
    """Put down the last five weeks of every force, for what `changed` cannot see: an entry read for
    its entities late, an earlier one erased. How many days.
    """
    today = clock.now().astimezone(LONDON).date()
    days = [today - timedelta(days=back) for back in range(_AGAIN.days)]
    forces = Force.objects.values_list("pk", flat=True)
    _put_down([(force, day) for force in forces for day in days])
    return len(days)


# What a system said is found by the index of each system; a submission bears its own last change.
_CHANGED = """
    SELECT DISTINCT force_id, (created_at AT TIME ZONE %(zone)s)::date FROM submissions_submission
    WHERE changed_at > %(since)s OR id IN (
      SELECT d.subject_id FROM connectors_system y CROSS JOIN LATERAL (
        SELECT subject_id FROM delivery_delivery
        WHERE system_id = y.id AND settled_at > %(since)s
      ) d
      UNION SELECT m.record_id FROM intelligence_judgement j
      JOIN intelligence_mention m ON m.id IN (j.this_id, j.that_id)
      WHERE j.made_at > %(since)s OR j.reversed_at > %(since)s
    )
"""


def changed(since: datetime | None) -> Iterator[tuple[int, date]]:
    """(force, day) of which something changed since; of all that have work where none is given."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"zone": str(LONDON), "since": since or _FIRST})
        yield from cursor.fetchall()


def known_days() -> set[tuple[int, date]]:
    """(force, day) of all that has work, or had when it was counted."""
    counted = {row for table in _TABLES for row in table.objects.values_list("force", "day")}
    with wall.everyone():
        return counted | set(changed(None))


def _put_down(days: list[tuple[int, date]]) -> None:
    rows = [Due(force_id=force, day=day) for force, day in sorted(days)]
    Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _count_one() -> bool:
    with transaction.atomic():
        # Gone only with the count itself: a worker that dies leaves it to the next.
        due = Due.objects.select_for_update(skip_locked=True).order_by("-day", "force").first()
        if due is None:
            return False
        Due.objects.filter(pk=due.pk).delete()
        recount(due.force_id, due.day)
        return True


def _alone(force: int, day: date) -> None:
    """Two who count one day do it one after the other."""
    with connection.cursor() as cursor:
        name = f"{force} {day.isoformat()}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 9))", [name])


def _ids(force: int, day: date) -> list[Any]:
    begins, ends = (
        datetime.combine(each, clock_time(), LONDON) for each in (day, day + timedelta(days=1))
    )
    rows = Submission.objects.filter(force=force, created_at__gte=begins, created_at__lt=ends)
    return list(rows.exclude(state=State.DISPOSED.value).values_list("pk", flat=True))
