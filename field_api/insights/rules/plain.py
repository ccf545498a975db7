"""A search without who, by whom and where exactly: what is counted of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from field_api.insights.rules.months import LONDON
from field_api.insights.rules.searches import stop_search_row
from field_api.lib import clock
from field_api.lib.identifiers import osgb

Body = Mapping[str, Any]

SQUARE = 2_000
"""Metres: a square of the National Grid four times as large as the cell in which searches are
published one by one (`places`), and far larger than any search needs to be found again by."""

GROUNDS = frozenset({"grounds-unclear", "grounds-not-individual"})
"""Reasons for sending back that are about grounds, of every version of the form."""

MINOR = ("under 10", "10-17")


@dataclass(frozen=True, slots=True)
class Plain:
    """See `models.Search`, whose columns these are."""

    day: date
    type: str
    self_defined: str
    officer_defined: str
    age: str
    minor: bool | None
    gender: str
    object: str
    power: str
    outcome: str
    linked: bool | None
    extent: str
    operation: str
    square: str


def plain(body: Body, otherwise: date) -> Plain:
    """Of the body of any version of the form; `otherwise` is its day where it says none."""
    age = stop_search_row(body)["Age range"]
    return Plain(
        day=_day(body, otherwise),
        type=_code(body, "search_type"),
        self_defined=_code(body, "self_defined_ethnicity"),
        officer_defined=_code(body, "officer_defined_ethnicity"),
        age=age,
        minor=True if age in MINOR or body.get("under_18") is True else False if age else None,
        gender=_code(body, "gender"),
        object=_code(body, "object_of_search"),
        power=_code(body, "power"),
        outcome=_code(body, "outcome"),
        linked=body.get("outcome_linked_to_object"),
        extent=_code(body, "extent"),
        operation="" if body.get("part_of_operation") is False else _operation(body),
        square=_square(body.get("place", {})),
    )


def judged(decided: bool, reasons: Iterable[str]) -> bool | None:
    """Of the codes it was sent back with: whether reviewers found its grounds sufficient."""
    if GROUNDS & set(reasons):
        return False
    return True if decided else None


def square(latitude: float, longitude: float) -> str:
    """The grid reference of the corner, as SP7460; blank outside the grid."""
    if not (49 <= latitude < 61 and -9 <= longitude < 2):
        return ""
    east, north = (int(each // SQUARE) * SQUARE for each in osgb.from_wgs84(latitude, longitude))
    letters = osgb.letters(east, north)
    if letters is None:
        return ""
    return f"{letters}{east // 1000 % 100:02}{north // 1000 % 100:02}"


def corner(reference: str) -> tuple[int, int] | None:
    """Easting and northing in metres of what `square` gave."""
    held = osgb.corner(reference[:2]) if len(reference) == len("SP7460") else None
    if held is None:
        return None
    return held[0] + int(reference[2:4]) * 1000, held[1] + int(reference[4:6]) * 1000


def _code(body: Body, name: str) -> str:
    value = body.get(name, "")
    return value if isinstance(value, str) else ""


def _operation(body: Body) -> str:
    return " ".join(_code(body, "operation_name").split())


def _day(body: Body, otherwise: date) -> date:
    try:
        return clock.parse(_code(body, "started_at")).astimezone(LONDON).date()
    except ValueError:
        return otherwise


def _square(place: Mapping[str, Any]) -> str:
    if "latitude" not in place or "longitude" not in place:
        return ""
    return square(place["latitude"], place["longitude"])
