"""When nights are due, and what a key that one side holds amounts to."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.oversight.rules import reconciling
from field_api.oversight.rules.measures import BUCKETS, cumulative
from field_api.oversight.rules.reconciling import Apart, Ours, judged

LONDON = "Europe/London"
OURS = Ours(uuid4(), frozenset({"aa", "bb"}))


@pytest.mark.parametrize(
    ("ours", "theirs", "what"),
    [
        (None, "aa", Apart.UNKNOWN),
        (None, "", Apart.UNKNOWN),
        (OURS, "aa", None),
        (OURS, "bb", None),
        (OURS, "cc", Apart.DIFFERENT),
        (OURS, "", None),
        (Ours(uuid4()), "cc", None),
        (Ours(uuid4(), frozenset({"aa"}), erased=True), "aa", Apart.DIFFERENT),
    ],
)
def test_a_key_they_hold_is_judged_by_what_we_know_of_it(
    ours: Ours | None, theirs: str, what: Apart | None
) -> None:
    assert judged(ours, theirs) is what


@given(some.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?", fullmatch=True))
def test_every_system_has_its_hour_in_the_small_hours(code: str) -> None:
    assert time(2, 0) <= reconciling.quiet(code) < time(4, 30)
    assert reconciling.quiet(code) == reconciling.quiet(code)


def test_systems_are_not_all_asked_at_once() -> None:
    assert len({reconciling.quiet(f"system-{n}") for n in range(50)}) > 25


def test_a_night_is_due_from_its_hour_and_ends_at_the_last_midnight() -> None:
    due = reconciling.window(
        "records", now=datetime(2026, 7, 2, 9, tzinfo=UTC), zone=LONDON, done_until=None
    )
    assert due is not None
    night, since, until = due
    # Midnight of the force, which in summer is 23:00 of the day before.
    assert night == date(2026, 7, 2)
    assert since.astimezone(UTC) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert until.astimezone(UTC) == datetime(2026, 7, 1, 23, tzinfo=UTC)
    early = datetime(2026, 7, 2, 0, 30, tzinfo=UTC)
    assert reconciling.window("records", now=early, zone=LONDON, done_until=None) is None


def test_missed_nights_are_caught_up_but_not_a_year() -> None:
    now = datetime(2026, 3, 10, 9, tzinfo=UTC)
    done = datetime(2026, 3, 6, 0, tzinfo=UTC)
    assert reconciling.window("x", now=now, zone=LONDON, done_until=done) == (
        date(2026, 3, 10),
        done,
        datetime(2026, 3, 10, tzinfo=UTC),
    )
    old = reconciling.window("x", now=now, zone=LONDON, done_until=now - timedelta(days=365))
    assert old is not None and old[2] - old[1] == reconciling.LONGEST


def test_a_spreadsheet_sees_text_and_no_formula() -> None:
    for dangerous in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"):
        assert reconciling.safe(dangerous) == f"'{dangerous}"
    assert reconciling.safe("RMS-000001") == "RMS-000001"
    assert reconciling.safe("") == ""


def test_buckets_add_up() -> None:
    found = cumulative([1] * (len(BUCKETS) + 1))
    assert found[0] == ("0.25", 1)
    assert found[-1] == ("+Inf", len(BUCKETS) + 1)
