"""A search as the row that is published of it, and what of it the row has no place for.

Takes the bodies of every version of the form: none has yet changed what a published field means.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from field_api.insights.rules import places, published
from field_api.insights.rules.months import LONDON
from field_api.lib import clock

Body = Mapping[str, Any]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written; and where it is blank for want of a place, why."""

    text: str = ""
    refused: str = ""


def stop_search_row(body: Body) -> Row:
    """The fifteen columns, in order. What has no place is blank: the search still counts.

    No name, no birthday, no word of the officer's but an operation's name, and no point: places
    come out as `places.snapped` gives them.
    """
    return {column: cell(body).text for column, cell in _CELLS.items()}


def stop_search_refusals(body: Body) -> list[tuple[str, str]]:
    """(column, reason) of every value that is left blank because the format has no place for it."""
    found = ((column, cell(body).refused) for column, cell in _CELLS.items())
    return [(column, reason) for column, reason in found if reason]


def _coded(name: str, values: Mapping[str, str]) -> Callable[[Body], Cell]:
    def cell(body: Body) -> Cell:
        code = body.get(name)
        if code is None:
            return Cell()
        if code not in values:
            return Cell(refused=f"There is no published value for {code}")
        return Cell(values[code])

    return cell


def _said(name: str) -> Callable[[Body], Cell]:
    return lambda body: Cell(str(body[name]) if name in body else "")


def _began(body: Body) -> Cell:
    try:
        moment = clock.parse(str(body.get("started_at", "")))
    except ValueError:
        return Cell(refused="It does not say when it began") if "started_at" in body else Cell()
    return Cell(moment.astimezone(UTC).isoformat(timespec="seconds"))


def _operation(body: Body) -> Cell:
    if body.get("part_of_operation") is False:
        return Cell()
    return Cell(body.get("operation_name", ""))


def _place(which: int) -> Callable[[Body], Cell]:
    def cell(body: Body) -> Cell:
        place = body.get("place", {})
        if "latitude" not in place or "longitude" not in place:
            return Cell()
        try:
            return Cell(places.snapped(place["latitude"], place["longitude"])[which])
        except places.Elsewhere:
            return Cell(refused="The place is not in England or Wales")

    return cell


def _age(body: Body) -> Cell:
    """The band the officer chose; else by the date of birth; else by the age they judged."""
    if "age_range" in body:
        return _coded("age_range", published.AGES)(body)
    try:
        years = _years(body) if "dob" in body else body.get("age_estimate")
    except ValueError:
        return Cell(refused="Date of birth and date of the search don't go together")
    return Cell() if years is None else Cell(published.AGES[band(years)])


def _years(body: Body) -> int:
    born = date.fromisoformat(body["dob"])
    day = clock.parse(body["started_at"]).astimezone(LONDON).date()
    if born > day:
        raise ValueError("born after the search")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band(years: int) -> str:
    """The code of the band an age in years falls in."""
    return next((code for upper, code in published.UPPER if years < upper), "over-34")


def _removal(body: Body) -> Cell:
    return Cell(str(body["extent"] != "outer") if "extent" in body else "")


_CELLS: dict[str, Callable[[Body], Cell]] = dict(
    zip(
        published.COLUMNS,
        (
            _coded("search_type", published.TYPES),
            _began,
            _said("part_of_operation"),
            _operation,
            _place(0),
            _place(1),
            _coded("gender", published.GENDERS),
            _age,
            _coded("self_defined_ethnicity", published.SELF_DEFINED),
            _coded("officer_defined_ethnicity", published.OFFICER_DEFINED),
            _coded("power", published.POWERS),
            _coded("object_of_search", published.OBJECTS),
            _coded("outcome", published.OUTCOMES),
            _said("outcome_linked_to_object"),
            _removal,
        ),
        strict=True,
    )
)
