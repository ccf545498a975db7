"""In what a published row comes out otherwise than it was, all of it, each with an example.

docs/returns.md has this table word for word, and tests hold every departure to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exception_:
    """`reasons` are what `Departure.reason` begins with; `row` has the example, `out` what it is
    published as again."""

    columns: tuple[str, ...]
    when: str
    comes_out: str
    why: str
    reasons: tuple[str, ...]
    row: Mapping[str, str]
    out: Mapping[str, str]


_PLACE = ("Latitude", "Longitude")
_UNKNOWN = ("Not a value this format has",)
_FIXED = (
    *("Type", "Part of a policing operation", "Gender", "Age range", "Legislation"),
    *("Outcome linked to object of search", "Removal of more than just outer clothing"),
)

EXCEPTIONS = (
    Exception_(
        _PLACE,
        "it is not the middle of one of our cells",
        "the middle of its cell",
        "a published point is snapped by the publisher's map, ours by the grid",
        ("Comes out as the middle of its cell",),
        {"Latitude": "52.237100", "Longitude": "-0.894600"},
        {"Latitude": "52.235000", "Longitude": "-0.892500"},
    ),
    Exception_(
        _PLACE,
        "it is outside England and Wales",
        "blank",
        "the grid ends there",
        ("Comes out as the middle of its cell",),
        {"Latitude": "56.000000", "Longitude": "-3.000000"},
        {"Latitude": "", "Longitude": ""},
    ),
    Exception_(
        _PLACE,
        "it is no position, or half of one",
        "blank",
        "a place is two numbers",
        ("Not a position",),
        {"Latitude": "north", "Longitude": "-0.892500"},
        {"Latitude": "", "Longitude": ""},
    ),
    Exception_(
        ("Date",),
        "it has another offset than UTC, or no seconds",
        "the same moment in UTC, with seconds",
        "one spelling",
        ("Comes out as",),
        {"Date": "2020-06-10T00:30:00+01:00"},
        {"Date": "2020-06-09T23:30:00+00:00"},
    ),
    Exception_(
        ("Date",),
        "it is a month alone, or without an offset",
        "blank",
        "which moment it was is not known",
        ("Not a moment with its offset from UTC",),
        {"Date": "2020-06"},
        {"Date": ""},
    ),
    Exception_(
        ("Policing operation",),
        "part of an operation is `False`, and a name is given",
        "blank",
        "the row contradicts itself",
        ("Comes out as",),
        {"Part of a policing operation": "False", "Policing operation": "Operation Example"},
        {"Policing operation": ""},
    ),
    Exception_(
        ("Policing operation",),
        "it has more than 60 characters, or blanks alone",
        "blank",
        "the form takes no such name",
        ("The form takes a name of at most 60 characters",),
        {"Part of a policing operation": "True", "Policing operation": "x" * 61},
        {"Policing operation": ""},
    ),
    Exception_(
        ("Officer-defined ethnicity",),
        "`Mixed`",
        "blank",
        "no IC code means it",
        _UNKNOWN,
        {"Officer-defined ethnicity": "Mixed"},
        {"Officer-defined ethnicity": ""},
    ),
    Exception_(
        ("Object of search",),
        "`dog` (nine searches)",
        "blank",
        "a slip of the publisher's",
        _UNKNOWN,
        {"Object of search": "dog"},
        {"Object of search": ""},
    ),
    Exception_(
        ("Self-defined ethnicity",),
        "the labels of 2017, `White - White British (W1)`",
        "blank",
        "old labels are not guessed at",
        _UNKNOWN,
        {"Self-defined ethnicity": "White - White British (W1)"},
        {"Self-defined ethnicity": ""},
    ),
    Exception_(
        ("Outcome",),
        "labels before 2019, `Nothing found - no further action`",
        "blank",
        "the same",
        _UNKNOWN,
        {"Outcome": "Nothing found - no further action"},
        {"Outcome": ""},
    ),
    Exception_(
        _FIXED,
        "any other text",
        "blank",
        "not a value of the format",
        _UNKNOWN,
        dict.fromkeys(_FIXED, "maybe"),
        dict.fromkeys(_FIXED, ""),
    ),
)

NO_DEPARTURE = (
    "White is IC1 or IC2",
    "Other is IC5 or IC6",
    "The row does not say whether intimate parts were exposed",
)
"""Reasons of what comes out as it was, though the body says less, or more, than the row did."""
