"""A small picture of counts over time, drawn by the server: bars without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT, GAP = 4, 32, 1


@dataclass(frozen=True, slots=True)
class Bar:
    """In units of the picture; the origin is at the top left."""

    x: int
    y: float
    width: int
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int
    total: int
    most: int
    rows: list[tuple[datetime, int]]


def chart(counts: Sequence[int], *, until: datetime, step: timedelta) -> Chart:
    """`counts` of steps that end at `until`, the oldest first. What is not nothing can be seen."""
    most = max(counts, default=0)
    start = until - step * len(counts)
    rows = [(start + step * place, count) for place, count in enumerate(counts)]
    bars = [_bar(place, count, most) for place, count in enumerate(counts)]
    return Chart(bars, WIDTH * len(counts), HEIGHT, sum(counts), most, rows)


def _bar(place: int, count: int, most: int) -> Bar:
    height = max(round(HEIGHT * count / most, 1), 2.0) if count else 0.6
    return Bar(WIDTH * place, round(HEIGHT - height, 1), WIDTH - GAP, height)
