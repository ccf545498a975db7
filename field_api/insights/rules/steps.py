"""Days of a picture over time: each by itself, or by the week where there are many. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

MOST_DAYS = 92
"""A quarter. More than that are shown by weeks."""

Step = tuple[date, tuple[date, ...]]


def steps(first: date, last: date) -> list[Step]:
    """From the first day to the last, both included: each step's first day with all its days. The
    first and the last week may be shorter; each begins on a Monday else."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) <= MOST_DAYS:
        return [(day, (day,)) for day in days]
    return [(week[0], week) for week in _weeks(days)]


def _weeks(days: list[date]) -> Iterator[tuple[date, ...]]:
    week: list[date] = []
    for day in days:
        if week and day.weekday() == 0:
            yield tuple(week)
            week = []
        week.append(day)
    yield tuple(week)
