"""Review groups of the Police Information and Records Management Code of Practice (MoPI), and when
each wants a review.

The figures are those of the College of Policing's guidance; a force may keep longer, never shorter.
Nothing is let go by a date alone: a date asks a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Group(StrEnum):
    PROTECTION = "1"  # MAPPA, serious offences of CJA 2003, potentially dangerous people
    SERIOUS = "2"  # other sexual, violent or serious offences
    OTHER = "3"  # all other offences
    MISCELLANEOUS = "4"  # intelligence, missing people, victims and witnesses, unsolved


LABELS = {
    Group.PROTECTION: "1: certain public protection matters",
    Group.SERIOUS: "2: other sexual, violent or serious offences",
    Group.OTHER: "3: all other offences",
    Group.MISCELLANEOUS: "4: miscellaneous",
}

CLEAR_YEARS = {
    Group.PROTECTION: 10,
    Group.SERIOUS: 10,
    Group.OTHER: 6,
    Group.MISCELLANEOUS: 6,
}
"""Years without new police contact after which somebody looks at it."""

KEPT_UNTIL_AGE = 100
"""Group 1 is kept until whom it is about is deemed to be this old."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a review date rests on. `clear_from` is the last contact of all that belongs together,
    `born` the latest date of birth of those named, None where nobody's is known.
    """

    group: Group
    clear_from: date
    born: date | None = None
    linked: int = 0

    @property
    def due(self) -> date:
        """The first day on which a review is due."""
        return years_on(self.clear_from, CLEAR_YEARS[self.group])

    @property
    def kept_until(self) -> date | None:
        """Before this day group 1 may be reviewed and not let go; None where no day says so."""
        if self.group is not Group.PROTECTION or self.born is None:
            return None
        return years_on(self.born, KEPT_UNTIL_AGE)

    def may_go(self, on: date) -> bool:
        """Whether a reviewer may let it go that day. Group 1 about nobody in particular never."""
        if on < self.due:
            return False
        if self.group is Group.PROTECTION:
            return self.kept_until is not None and on >= self.kept_until
        return True


def strictest(groups: Iterable[Group]) -> Group:
    """The one that keeps longest: what belongs together is kept as its gravest part."""
    return min(groups)


def years_on(day: date, years: int) -> date:
    """The same day so many years later; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


QUESTIONS = {
    "serious_harm": "Is the person capable of inflicting serious harm?",
    "vulnerable": "Are there concerns for children or vulnerable adults?",
    "trust": "Did the behaviour involve a breach of trust?",
    "links": "Is there evidence of links or associations that suggest a risk?",
    "substances": "Are there concerns about substance misuse?",
    "mental_state": "Are there concerns that mental state makes matters worse?",
    "other": "Is there any other reason to keep it?",
}
"""The National Retention Assessment Criteria, asked at each review."""


def missing(answers: Mapping[str, object]) -> list[str]:
    """The questions that were answered neither with yes nor with no."""
    return [question for question in QUESTIONS if not isinstance(answers.get(question), bool)]
