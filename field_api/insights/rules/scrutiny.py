"""Measures of stop and search: how often what was looked for was found, and how unevenly people
are searched. Pure arithmetic over counts; docs/scrutiny.md says each in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from field_api.insights.rules.ethnicity import COMPARED, NOT_STATED

Z = 1.959963984540054
"""Half-width of a 95 % interval, in standard errors (normal distribution)."""

AGAINST = "White"
PER = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`; the others are between 0 and 1: the share, and its 95 % interval."""

    count: int
    of: int
    value: float
    low: float
    high: float


def share(count: int, of: int) -> Share | None:
    """With the interval of Wilson (1927), which holds for small numbers too. None of nothing."""
    if of == 0:
        return None
    part, z2 = count / of, Z * Z
    middle = (part + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(part * (1 - part) / of + z2 / (4 * of * of))
    return Share(
        count, of, part, max(0.0, min(part, middle - half)), min(1.0, max(part, middle + half))
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """Searches of one group for each thousand residents of it; `ratio` of that to the rate of
    `AGAINST`, with a 95 % interval. None where one of the counts is nought."""

    group: str
    searches: int
    residents: int
    rate: float
    ratio: float | None
    low: float | None
    high: float | None


def rates(searches: Mapping[str, int], residents: Mapping[str, int], by: str) -> list[Rate]:
    """Of every group that `by` (`ethnicity.COMPARED`) lets be compared and that has residents.

    The interval is that of the logarithm of the ratio of two Poisson counts, whose standard error
    is the root of 1/a + 1/b. Residents are taken as known. Who did not state it is in no rate.
    """
    base = searches.get(AGAINST, 0), residents.get(AGAINST, 0)
    return [
        _rate(group, searches.get(group, 0), residents[group], *base)
        for group in COMPARED[by]
        if residents.get(group, 0)
    ]


def _rate(group: str, count: int, people: int, base: int, base_people: int) -> Rate:
    rate = PER * count / people
    if group == AGAINST or not (count and base and base_people):
        return Rate(group, count, people, rate, None, None, None)
    ratio = rate / (PER * base / base_people)
    spread = Z * sqrt(1 / count + 1 / base)
    low, high = exp(log(ratio) - spread), exp(log(ratio) + spread)
    return Rate(group, count, people, rate, ratio, low, high)


def unstated(searches: Mapping[str, int]) -> Share | None:
    """How many have no group: shown apart, for it bounds what the rates can mean."""
    return share(searches.get(NOT_STATED, 0), sum(searches.values()))
