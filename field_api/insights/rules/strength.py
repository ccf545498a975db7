"""How many officers were there on the days of a span, by their postings. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)


def officer_days(
    postings: Iterable[tuple[int, date, date | None]], first_day: date, last_day: date
) -> int:
    """Days of officers from the first to the last, both included: each officer once a day, however
    many postings they hold. A posting is (officer, from, first day without it or None).
    """
    held: dict[int, list[tuple[date, date]]] = defaultdict(list)
    after = last_day + _DAY
    for officer, starts, ends in postings:
        start, end = max(starts, first_day), min(ends or after, after)
        if start < end:
            held[officer].append((start, end))
    return sum(_days(sorted(spans)) for spans in held.values())


def _days(spans: list[tuple[date, date]]) -> int:
    total, reached = 0, date.min
    for start, end in spans:
        total += max((end - max(start, reached)).days, 0)
        reached = max(reached, end)
    return total
