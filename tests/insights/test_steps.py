"""Days of a picture over time."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from field_api.insights.rules.steps import MOST_DAYS, steps

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(DAYS, st.integers(0, 731))
def test_each_day_is_in_one_step_and_in_order(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    found = steps(first, last)
    days = [day for _, within in found for day in within]
    assert days == [first + timedelta(days=n) for n in range(more + 1)]
    assert all(start == within[0] for start, within in found)


@given(DAYS)
def test_many_days_are_shown_by_weeks_that_begin_on_a_monday(first: date) -> None:
    found = steps(first, first + timedelta(days=MOST_DAYS))
    assert all(start.weekday() == 0 for start, _ in found[1:])
    assert all(len(within) == 7 for _, within in found[1:-1])
    assert len(steps(first, first + timedelta(days=MOST_DAYS - 1))) == MOST_DAYS
