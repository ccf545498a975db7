"""A published row of stop and search, read back into the body of an entry of stop-search.2.

Nothing is made up: what a row does not hold is left out, though the form asks for it, and named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.insights.rules import published
from field_api.insights.rules.searches import stop_search_row
from field_api.lib import clock

LONGEST_NAME = 60  # of an operation, in the form

_BY_CODE = {
    "Type": ("search_type", published.TYPES),
    "Gender": ("gender", published.GENDERS),
    "Age range": ("age_range", published.AGES),
    "Self-defined ethnicity": ("self_defined_ethnicity", published.SELF_DEFINED),
    "Legislation": ("power", published.POWERS),
    "Object of search": ("object_of_search", published.OBJECTS),
    "Outcome": ("outcome", published.OUTCOMES),
}
_BY_TRUTH = {
    "Part of a policing operation": "part_of_operation",
    "Outcome linked to object of search": "outcome_linked_to_object",
}
_GROUPS = {
    "": (None, ""),
    "White": ("IC1", "White is IC1 or IC2: IC1 is written"),
    "Black": ("IC3", ""),
    "Asian": ("IC4", ""),
    "Other": ("IC5", "Other is IC5 or IC6: IC5 is written"),
}
_EXTENTS = {
    "": (None, ""),
    "False": ("outer", ""),
    "True": ("more-than-outer", "The row does not say whether intimate parts were exposed"),
}
_TRUTHS = {"True": True, "False": False}
_ASKED = {
    "search_type": "Type",
    "started_at": "Date",
    "place": "Latitude",
    "power": "Legislation",
    "object_of_search": "Object of search",
    "outcome": "Outcome",
    "self_defined_ethnicity": "Self-defined ethnicity",
    "officer_defined_ethnicity": "Officer-defined ethnicity",
}
_NEVER_PUBLISHED = ("grounds", "authorisation_ref", "searching_officer")
_UNKNOWN = "Not a value this format has"
BLANK = "Blank, and the form asks for it: the entry needs attention"


@dataclass(frozen=True, slots=True)
class Departure:
    """`field` of the form is not as the row has it, or comes out otherwise, and why. `column` is
    empty for what the form asks for and no row holds.
    """

    field: str
    column: str
    reason: str


def stop_search_body(row: Mapping[str, str]) -> tuple[dict[str, Any], list[Departure]]:
    """The body, and every way in which it departs from the row.

    `stop_search_row` gives each column back as it was, but those that a departure names.
    """
    body: dict[str, Any] = {}
    found: list[Departure] = []
    for read in (_codes, _truths, _moment, _operation, _place, _officer_defined, _extent):
        found += read(row, body)
    named = {one.column for one in found}
    again = stop_search_row(body)
    found += [
        Departure("", column, f"Comes out as “{again[column]}”")
        for column in published.COLUMNS
        if again[column] != row.get(column, "") and column not in named
    ]
    return body, found + _wanting(body)


def _codes(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
    found = []
    for column, (name, values) in _BY_CODE.items():
        text = row.get(column, "")
        code = next((code for code, label in values.items() if label == text), None)
        if code is not None:
            body[name] = code
        elif text:
            found.append(Departure(name, column, _UNKNOWN))
    return found


def _truths(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
    found = []
    for column, name in _BY_TRUTH.items():
        text = row.get(column, "")
        if text in _TRUTHS:
            body[name] = _TRUTHS[text]
        elif text:
            found.append(Departure(name, column, _UNKNOWN))
    return found


def _moment(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
    text = row.get("Date", "")
    if not text:
        return []
    try:
        body["started_at"] = clock.iso(clock.parse(text))
    except ValueError:
        return [Departure("started_at", "Date", "Not a moment with its offset from UTC")]
    return []


def _operation(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
    name = row.get("Policing operation", "")
    if not name:
        return []
    if not name.strip() or len(name) > LONGEST_NAME:
        said = f"The form takes a name of at most {LONGEST_NAME} characters, not all blank"
        return [Departure("operation_name", "Policing operation", said)]
    body["operation_name"] = name
    return []


def _place(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
    latitude, longitude = row.get("Latitude", ""), row.get("Longitude", "")
    if not latitude and not longitude:
        return []
    try:
        point = {"latitude": float(latitude), "longitude": float(longitude)}
    except ValueError:
        point = {"latitude": 91.0, "longitude": 181.0}
    if not (abs(point["latitude"]) <= 90 and abs(point["longitude"]) <= 180):
        both = ("Latitude", "Longitude")
        return [Departure("place", column, "Not a position") for column in both]
    body["place"] = point
    again = stop_search_row(body)
    return [
        Departure("place", column, f"Comes out as the middle of its cell: “{again[column]}”")
        for column, was in (("Latitude", latitude), ("Longitude", longitude))
        if again[column] != was
    ]


def _one_of(
    column: str, name: str, values: Mapping[str, tuple[str | None, str]]
) -> Callable[[Mapping[str, str], dict[str, Any]], list[Departure]]:
    def read(row: Mapping[str, str], body: dict[str, Any]) -> list[Departure]:
        code, reason = values.get(row.get(column, ""), (None, _UNKNOWN))
        if code is not None:
            body[name] = code
        return [Departure(name, column, reason)] if reason else []

    return read


_officer_defined = _one_of("Officer-defined ethnicity", "officer_defined_ethnicity", _GROUPS)
_extent = _one_of("Removal of more than just outer clothing", "extent", _EXTENTS)


def _wanting(body: Mapping[str, Any]) -> list[Departure]:
    """What the form asks for and the row leaves open, or no row holds."""
    blank = [Departure(name, column, BLANK) for name, column in _ASKED.items() if name not in body]
    never = [
        Departure(name, "", "Never published, and the form asks for it: the entry needs attention")
        for name in _NEVER_PUBLISHED
    ]
    return blank + never
