"""Days counted by SQL are what plain Python counts, and stay so as the work goes on."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from field_api.identity.models import Force
from field_api.insights.actions import counting
from field_api.insights.models import Counted, Day, Due, EntityDay, FieldDay, SystemDay
from field_api.lib import clock, wall
from field_api.submissions.models import Submission
from tests import make
from tests.insights import plainly
from tests.insights.worked import Work
from tests.submissions import erasing

pytestmark = pytest.mark.django_db


def days() -> list[date]:
    today = timezone.localdate(clock.now())
    return [today - timedelta(days=back) for back in range(4)]


def agree() -> None:
    """Every day as stored is what plain Python finds."""
    force = Force.objects.get()
    for day in days():
        stored, counted = plainly.stored(force, day), plainly.counted(force, day)
        for table, rows in counted.items():
            assert stored[table].keys() == rows.keys(), (day, table)
            for key, row in rows.items():
                assert stored[table][key] == row, (day, table, key)


def snapshot() -> list[object]:
    force = Force.objects.get()
    return [plainly.stored(force, day) for day in days()]


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_counted_is_what_plain_python_counts(seed: int) -> None:
    work = Work(seed)
    work.go_on(30)
    counting.refresh()
    agree()
    assert sum(Day.objects.values_list("entries", flat=True)) == 30
    assert FieldDay.objects.exists() and SystemDay.objects.filter(fields__gt=0).exists()
    assert EntityDay.objects.filter(type="person", whole__gt=0).exists()


@pytest.mark.slow
def test_counted_twice_is_counted_once() -> None:
    Work(4).go_on(8)
    counting.refresh()
    before = snapshot()
    for force, day in counting.known_days():
        counting.recount(force, day)
    assert snapshot() == before


@pytest.mark.slow
def test_what_happens_late_is_counted_when_it_happens() -> None:
    work = Work(5)
    work.go_on(10)
    counting.refresh()
    later()
    work.decide_late()
    assert counting.refresh() > 0
    refreshed = snapshot()
    agree()
    for force, day in counting.known_days():
        counting.recount(force, day)
    assert snapshot() == refreshed


@pytest.mark.slow
def test_what_is_erased_is_in_no_count() -> None:
    work = Work(6)
    work.go_on(5)
    counting.refresh()
    gone = [entry for _, entry in work.entries if entry.unit.name == "Response"]
    for entry in gone:
        erasing.erased(Submission.objects.get(pk=entry.pk))
        later()
        counting.refresh()
        agree()
    assert 0 < len(gone) < 5
    assert sum(Day.objects.values_list("entries", flat=True)) == 5 - len(gone)
    assert not SystemDay.objects.filter(unit__name="Response").exists()


def test_nothing_is_looked_for_again_within_a_minute() -> None:
    Work(7).go_on(1)
    assert counting.notice() == 1
    assert counting.notice() == 0
    later()
    assert counting.notice() == 1
    assert Due.objects.count() == 1


def test_work_that_is_brought_in_with_its_own_dates_is_found() -> None:
    Work(10).go_on(1)
    counting.notice()
    Due.objects.all().delete()
    long_ago = clock.now() - timedelta(days=40)
    Submission.objects.update(created_at=long_ago, changed_at=long_ago)
    later()
    assert counting.notice() == 0
    counting.from_the_start()
    assert counting.notice() == 1


def test_a_worker_that_dies_leaves_its_day_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    Work(8).go_on(1)
    counting.notice()
    with monkeypatch.context() as broken:
        broken.setattr(counting, "count_work", lambda given: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            counting.refresh()
    assert Due.objects.count() == 1 and not Day.objects.exists()
    assert counting.refresh() == 1
    assert not Due.objects.exists()
    agree()


def test_whoever_counts_reaches_every_row() -> None:
    """A count under one officer's reach would leave out what the officer may not read."""
    Work(9).go_on(2)
    force, day = sorted(counting.known_days())[-1]
    whole = counting.recount(force, day)
    with wall.nothing():
        assert counting.recount(force, day) == whole


def test_a_day_ends_at_midnight_in_london() -> None:
    work = Work(10)
    work.go_on(2)
    (_, late), (_, early) = work.entries
    # 23:30 UTC is half past midnight in summer.
    for entry, at in ((late, "2026-06-30T23:30:00Z"), (early, "2026-06-30T22:30:00Z")):
        Submission.objects.filter(pk=entry.pk).update(created_at=clock.parse(at))
    force = late.force_id
    assert counting.recount(force, date(2026, 6, 30)) == 1
    assert counting.recount(force, date(2026, 7, 1)) == 1


@pytest.mark.parametrize("hour, due", [(3, 35), (4, 0)], ids=["at-three", "later"])
def test_at_night_five_weeks_are_put_down(
    hour: int, due: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.force()
    at = datetime(2026, 7, 1, hour, 30, tzinfo=plainly.LONDON)
    monkeypatch.setattr(clock, "now", lambda: at)
    assert counting.at_night() == due
    assert Due.objects.count() == due


@pytest.mark.slow
def test_the_command_counts_what_it_is_asked_for() -> None:
    Work(12).go_on(4)
    out = StringIO()
    call_command("recount", stdout=out)
    agree()
    assert "4 entries" in out.getvalue()
    Day.objects.all().delete()
    today = days()[0].isoformat()
    call_command("recount", "--from", today, "--to", today, "--force", "34", stdout=out)
    assert set(Day.objects.values_list("day", flat=True)) <= {days()[0]}
    for wrong in (("--force", "99"), ("--from", "2026-02-01", "--to", "2026-01-01")):
        with pytest.raises(CommandError):
            call_command("recount", *wrong, stdout=out)


def later() -> None:
    """More than a minute passes."""
    Counted.objects.update(until=clock.now() - timedelta(minutes=2))
