"""Figures of insight in words, and pictures over time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from field_api.insights.pages.choosing import Asked
from field_api.insights.rules.scales import said
from field_api.insights.rules.steps import steps
from field_api.lib import clock

FEWEST = 5
"""A share of fewer says more of chance than of work, and might be one officer's."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tell:
    """One figure: what it is called, what it says, what it rests on, how it is counted, and where
    more of it stands."""

    name: str
    figure: str
    more: str
    method: str
    href: str = ""


def per_cent(share: float | None) -> str:
    """A dash of nothing: no share is not nought per cent."""
    return "–" if share is None else f"{said(round(100 * share, 1))} %"


def lasting(seconds: float | None) -> str:
    """The two largest parts that say something: 4 s, 12 min, 3 h 20 min, 2 d 5 h."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{said(round(max(seconds, 0.0), 1))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def age(since: datetime | None) -> str:
    return lasting((clock.now() - since).total_seconds()) if since else "–"


def over_time(
    asked: Asked, days: Mapping[date, T], value: Callable[[T], float]
) -> list[tuple[str, float]]:
    """By day, or by week where there are many days; a day without work is nought."""
    found = []
    for first, within in steps(asked.first, asked.last):
        total = sum(value(days[day]) for day in within if day in days)
        found.append((date_format(first, "j M Y" if _long(asked) else "j M"), total))
    return found


def by_what(asked: Asked) -> str:
    """How `over_time` divides these days."""
    divided = steps(asked.first, asked.last)
    return _("by day") if all(len(days) == 1 for _first, days in divided) else _("by week")


def _long(asked: Asked) -> bool:
    """Where the same day of the year would come twice."""
    return (asked.last - asked.first).days > 300
