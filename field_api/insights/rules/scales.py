"""Axes with round figures, and figures as people read them. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

TICKS = 4
"""Steps of an axis, at most one more: what fits beside one another on a phone."""


def said(value: float) -> str:
    """A figure for people: 1,240 and 12.5 and 0.034, never 12.500000001.

    Four digits at most where it is below a thousand; whole from a hundred on.
    """
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    places = 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
    short = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def measured(value: float, unit: str) -> str:
    """With a unit that is a sign behind it, as 12.5 %; a word stands once, in the title."""
    return f"{said(value)} {unit}".rstrip() if len(unit) < 3 else said(value)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, zero among them, in equal round steps."""

    low: float
    high: float
    step: float

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        # Each from its number: steps of 0.1 that are added up drift.
        return [round(self.low + self.step * place, 10) for place in range(count + 1)]

    def share(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def scale(values: Iterable[float]) -> Scale:
    """What shows all of `values` and zero. Raises ValueError for one that is no finite number."""
    stood = [0.0, *values]
    if not all(math.isfinite(value) for value in stood):
        raise ValueError("an axis can't show what is not finite")
    low, high = min(stood), max(stood)
    step = _round((high - low) / TICKS) if high > low else 1.0
    first, last = math.floor(low / step), math.ceil(high / step)
    return Scale(round(first * step, 10), round(max(last, first + 1) * step, 10), step)


def _round(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20 … that is no less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(size * power for size in (1, 2, 5, 10) if size * power >= least * (1 - 1e-9))
