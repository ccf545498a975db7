"""What searches are counted by, beside what people said of their ethnicity: each with its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from field_api.insights.rules import published
from field_api.insights.rules.ethnicity import EVERY, seen

NOT_SAID = "Not said"
YES, NO = "Yes", "No"

EXTENTS = {
    "outer": "Outer coat, jacket or gloves at most",
    "more-than-outer": "More than outer coat, jacket or gloves",
    "intimate-parts": "Intimate parts exposed",
}
THIN = {
    None: "No grounds asked for",
    False: "Said in their own words",
    True: "Few or borrowed words",
}
JUDGED = {True: "Sufficient", False: "Sent back for the grounds", None: "Not looked at yet"}
TRUTH = {True: YES, False: NO, None: NOT_SAID}


@dataclass(frozen=True, slots=True)
class Dimension:
    """`column` is that of `models.Search`; `word` turns a value of it into what people read.
    `columns` come first, in this order; `in_order` puts all by their names."""

    name: str
    title: str
    column: str
    word: Callable[[Any], str]
    columns: tuple[str, ...] = ()
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the force's form and its units call things; codes it has no word for are published
    ones, or stand as they are."""

    outcomes: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)
    powers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)


def dimensions(words: Words) -> tuple[Dimension, ...]:
    """All that a community is shown."""
    outcomes = {**published.OUTCOMES, **words.outcomes}
    return (
        Dimension("outcome", "Outcome", "outcome", _of(outcomes)),
        Dimension(
            "linked",
            "Outcome linked to the object of search",
            "linked",
            _truth,
            (YES, NO, NOT_SAID),
        ),
        Dimension(
            "object", "Object of search", "object", _of({**published.OBJECTS, **words.objects})
        ),
        Dimension("power", "Power used", "power", _of({**published.POWERS, **words.powers})),
        Dimension("age", "Age", "age", lambda age: age or NOT_SAID, tuple(published.AGES.values())),
        Dimension(
            "gender",
            "Gender",
            "gender",
            _of(published.GENDERS),
            tuple(published.GENDERS.values()),
        ),
        Dimension(
            "extent", "Extent of the search", "extent", _of(EXTENTS), tuple(EXTENTS.values())
        ),
        Dimension(
            "grounds", "What reviewers made of the grounds", "judged", _judged, _every(JUDGED)
        ),
        Dimension("thin", "How grounds are worded", "thin", _thin, _every(THIN)),
        Dimension("officer", "Ethnicity as the officer saw it", "officer_defined", seen, EVERY),
        Dimension("unit", "Unit", "unit", lambda unit: words.units.get(unit, str(unit))),
        Dimension("month", "Month", "month", _month, in_order=True),
    )


def operation_words(operation: str) -> str:
    return operation or "No operation named"


def _of(words: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda code: words.get(code, code) or NOT_SAID


def _truth(value: bool | None) -> str:
    return TRUTH[value]


def _judged(value: bool | None) -> str:
    return JUDGED[value]


def _thin(points: int | None) -> str:
    return THIN[None if points is None else points > 0]


def _every(words: Mapping[bool | None, str]) -> tuple[str, ...]:
    return tuple(words.values())


def _month(first: date) -> str:
    return f"{first:%Y-%m}"
