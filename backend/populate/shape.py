"""The shape of a force's work: who is on duty when, what they write, how often. Assumptions, all
of them, made so that days differ as days do; no figure here is a finding about any force.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: submissions of about `entries` over `days` by `officers`. The same seed,
    size and end give the same work in one installation."""

    days: int = 90
    officers: int = 1300
    entries: int = 500_000
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Team:
    """A unit that writes. `share` is of all officers; `shift` its place in the pattern of five
    response teams, None for those who work days."""

    area: str
    name: str
    sort: str
    share: float
    shift: int | None = None


def teams(officers: int) -> list[Team]:
    """The tree's leaves: three areas in a whole county, fewer where there are few to post."""
    areas = ("North", "West", "Town")[: max(1, min(3, officers // 300))]
    part = 1 / len(areas)
    found = []
    for area in areas:
        found += [
            Team(area, f"{area} response {n + 1}", "response", 0.11 * part, n) for n in range(5)
        ]
        found.append(Team(area, f"{area} neighbourhood", "neighbourhood", 0.2 * part))
    found.append(Team("Operations", "Roads policing", "roads", 0.07))
    found.append(Team("Crime", "Investigation", "crime", 0.12))
    found.append(Team("Crime", "Public protection", "protection", 0.06))
    return found


ROOT = "Local policing (generated)"
"""The top of what is made: whoever reads a page sees that nobody in it is real."""

# Two earlies, two lates, two nights, four days off, each team two days after the one before.
_PATTERN = ("early", "early", "late", "late", "night", "night", "", "", "", "")

# Of a day's work, by the hour of the clock in London, and by the day of the week from Monday.
_HOURS = (
    *(5, 4, 4, 3, 2, 2, 2, 3, 5, 6, 6, 6),
    *(6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6),
)  # fmt: skip
_WEEK = (0.95, 0.93, 0.95, 0.98, 1.1, 1.12, 0.97)

_EVERYBODY = {
    "note": 34.0, "incident-update": 30.0, "crime-report": 9.0, "intelligence-report": 5.0,
    "statement": 5.0, "use-of-force": 4.0, "arrest": 3.0, "traffic-offence": 2.5,
    "domestic-abuse": 2.0, "stop-search": 1.8, "public-protection-notice": 1.4,
    "missing-person": 0.8, "collision": 0.8, "fraud-report": 0.4, "exploitation-concern": 0.3,
}  # fmt: skip
_MORE: Mapping[str, Mapping[str, float]] = {
    "response": {},
    "neighbourhood": {"intelligence-report": 14.0, "note": 45.0, "stop-search": 2.5, "arrest": 1.5},
    "roads": {"traffic-offence": 28.0, "collision": 12.0, "crime-report": 2.0},
    "crime": {"statement": 22.0, "crime-report": 14.0, "fraud-report": 4.0, "use-of-force": 0.5},
    "protection": {
        "domestic-abuse": 14.0,
        "public-protection-notice": 12.0,
        "exploitation-concern": 4.0,
        "incident-update": 8.0,
    },
}


T = TypeVar("T")


class Drawn(Generic[T]):
    """One of several by their weights, by the caller's own chance."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.values = list(weights)
        self._edges = list(accumulate(weights.values()))

    def one(self, chance: Random) -> T:
        return self.values[bisect(self._edges, chance.random() * self._edges[-1])]


KINDS = {sort: Drawn({**_EVERYBODY, **more}) for sort, more in _MORE.items()}
ALL_KINDS = tuple(_EVERYBODY)
_HOUR = Drawn(dict(enumerate(_HOURS)))


def moments(size: Size, until: datetime, chance: Random) -> list[datetime]:
    """When things were written, in rising order, none after `until`."""
    last = until.astimezone(LONDON).date()
    found: list[datetime] = []
    for back in range(size.days - 1, -1, -1):
        day = last - timedelta(days=back)
        count = round(size.entries / size.days * _WEEK[day.weekday()] * chance.gauss(1, 0.04))
        begin = datetime.combine(day, time(), LONDON)
        today = (
            begin + timedelta(hours=_HOUR.one(chance), microseconds=chance.randrange(3_600_000_000))
            for _ in range(count)
        )
        found += sorted(one for one in today if one <= until)
    return found


def shift_of(place: int, day: date) -> str:
    """What a response team of this place in the pattern works that day; "" when it is off."""
    return _PATTERN[(day.toordinal() + 2 * place) % len(_PATTERN)]


def on_duty(moment: datetime, rota: Mapping[int, Sequence[int]], days: Sequence[int]) -> list[int]:
    """Officers, by number, who are at work: of the response team on shift, `rota` by its place,
    and by day those who work days."""
    local = moment.astimezone(LONDON)
    hour, day = local.hour, local.date()
    shift = "early" if 7 <= hour < 15 else "late" if 15 <= hour < 23 else "night"
    if hour < 7:
        day -= timedelta(days=1)
    found = [one for place, team in rota.items() if shift_of(place, day) == shift for one in team]
    if 8 <= hour < 18 and day.weekday() < 5:
        found += days
    return found
