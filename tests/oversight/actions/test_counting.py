"""What /metrics adds up: each thing once, whoever counts, and in the right bucket."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import State
from field_api.lib import clock
from field_api.oversight.actions import counting
from field_api.oversight.models import Tally, Timing
from field_api.oversight.rules.measures import BUCKETS
from field_api.submissions.models import Revision
from tests import handset, written
from tests.handset import Handset
from tests.oversight import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(db: None) -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def at_once() -> Iterator[None]:
    """Rows may be counted as they are written, and a minute into the future."""
    with mock.patch.object(counting, "SETTLED_AFTER_SECONDS", -60):
        yield


def revision(phone: Handset, written_at: datetime) -> Revision:
    item = phone.write(written.NOTE, written.body(), written_at=clock.iso(written_at))
    phone.push(item)
    return Revision.objects.get(pk=item["id"])


def accepted(system: System, one: Revision, at: datetime, **other: Any) -> Delivery:
    return rows.delivery(system, State.DELIVERED, revision=one.pk, settled_at=at, **other)


def counted(system: System) -> Timing:
    rows.watched()
    assert counting.count()
    return Timing.objects.get(system=system)


def bucket(counts: list[int]) -> float:
    """The upper end of the only bucket with something in it."""
    (place,) = [place for place, count in enumerate(counts) if count]
    return BUCKETS[place]


@pytest.mark.usefixtures("at_once")
def test_both_times_to_acceptance_are_counted_in_their_buckets(
    records: System, mine: Handset
) -> None:
    one = revision(mine, clock.now() - timedelta(minutes=40))
    accepted(records, one, one.entry.received_at + timedelta(seconds=3))
    timing = counted(records)
    assert (bucket(timing.received), bucket(timing.written)) == (5.0, 3600.0)
    assert timing.received_seconds == pytest.approx(3)
    assert timing.written_seconds == pytest.approx(2403, abs=60)


@pytest.mark.usefixtures("at_once")
def test_each_delivery_is_counted_once(records: System, mine: Handset) -> None:
    one = revision(mine, clock.now())
    accepted(records, one, clock.now())
    for _ in range(3):
        assert sum(counted(records).received) == 1


@pytest.mark.usefixtures("at_once")
def test_a_clock_that_runs_ahead_is_no_time_rather_than_less(
    records: System, mine: Handset
) -> None:
    one = revision(mine, clock.now() + timedelta(hours=2))
    accepted(records, one, clock.now())
    timing = counted(records)
    assert (bucket(timing.written), timing.written_seconds) == (BUCKETS[0], 0)


@pytest.mark.usefixtures("at_once")
def test_replays_erasures_and_rejections_are_nobodys_tap(records: System, mine: Handset) -> None:
    one = revision(mine, clock.now())
    accepted(records, one, clock.now(), generation=2)
    accepted(records, one, clock.now(), generation=3, intent="erase")
    rows.delivery(records, State.REJECTED, revision=one.pk, generation=4)
    assert sum(counted(records).received) == 0


@pytest.mark.usefixtures("at_once")
def test_what_was_settled_in_one_moment_is_counted_whole(records: System, mine: Handset) -> None:
    at = clock.now()
    for seconds in (0, 0, 0, 1, 1):
        one = revision(mine, clock.now())
        accepted(records, one, at + timedelta(seconds=seconds))
    with mock.patch.object(counting, "COUNT_AT_ONCE", 2):
        assert [sum(counted(records).received) for _ in range(3)] == [3, 5, 5]


def test_what_may_not_be_visible_to_all_yet_waits(records: System, mine: Handset) -> None:
    one = revision(mine, clock.now())
    accepted(records, one, clock.now())
    attempt(rows.delivery(records), "busy")
    assert sum(counted(records).received) == 0
    assert not Tally.objects.exists()


def attempt(of: Delivery, outcome: str, step: str = "send", **age: float) -> None:
    made = Attempt(delivery=of, lease_token=of.pk, step=step, outcome=outcome, duration_ms=5)
    made.finished_at = rows.ago(**age)
    made.save()


def test_calls_are_counted_by_how_they_ended_each_once(records: System) -> None:
    of = rows.delivery(records)
    for outcome in ("busy", "busy", "delivered"):
        attempt(of, outcome, minutes=1)
    attempt(of, "found", "lookup", minutes=1)
    attempt(of, "rejected")
    attempt(of, "busy", minutes=1)  # behind one that is too young to be counted
    for _ in range(2):
        counted(records)
        tallies = Tally.objects.order_by("step", "outcome")
        assert list(tallies.values_list("step", "outcome", "count")) == [
            ("lookup", "found", 1),
            ("send", "busy", 2),
            ("send", "delivered", 1),
        ]
    with mock.patch.object(counting, "SETTLED_AFTER_SECONDS", -60):
        counted(records)
    assert sum(Tally.objects.values_list("count", flat=True)) == 6


@pytest.mark.django_db(transaction=True)
def test_one_worker_counts_at_a_time() -> None:
    written.system("records")
    rows.watched()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM oversight_watch FOR UPDATE")
            assert not counting.count()
        other.rollback()
    finally:
        other.close()
    assert counting.count()
