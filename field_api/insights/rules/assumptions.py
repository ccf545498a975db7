"""What the hours given back rest on: what is shipped of each assumption, and which one holds. Pure.

What nobody has said of a force counts as nothing: whether anyone typed into a system before, or
drove to a station. Quoted figures are those of forces, of the Home Office and of the press;
docs/time-given-back.md says where each was read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

Key = tuple[str, str, str]
"""Which assumption, of which kind of entry, of which system; empty where it is of all."""


class Standing(StrEnum):
    """What a value rests on. Of the last nothing is claimed."""

    PUBLISHED = "published"  # a source that was read, or a quotient of two such figures
    RECALL = "recall"  # general knowledge: to be replaced by what a force has measured
    MEASURED = "measured"  # a survey of the force
    AGREED = "agreed"  # said by the force, without a measurement
    UNSAID = "unsaid"


class Name(StrEnum):
    TYPED = "typed-field"
    CHOSEN = "chosen-field"
    CHECKED = "checked-field"
    OPENING = "opening"
    REKEYED = "rekeyed-field"
    RECORD = "rekeyed-record"
    TYPED_BEFORE = "typed-before"
    ON_PAPER = "on-paper"
    TRIPS = "trips"
    TRIP = "trip"
    BEFORE = "before"
    CONTRACTED = "contracted"
    AIM = "aim"


BY_KIND = frozenset({Name.TYPED_BEFORE, Name.ON_PAPER, Name.TRIPS, Name.BEFORE})
"""Of which a kind may have one of its own."""

BY_SYSTEM = frozenset({Name.TYPED_BEFORE, Name.REKEYED, Name.RECORD})
"""And of which a system."""

SHARES = frozenset({Name.TYPED_BEFORE, Name.ON_PAPER})
"""From 0 to 1."""

APART = frozenset({Name.CONTRACTED, Name.AIM})
"""No minute depends on them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between its bounds. `version` 0 is what is shipped; `surveyed` is how many answers it
    is of, where it was measured.
    """

    name: Name
    value: float
    low: float
    high: float
    source: str
    standing: Standing
    kind: str = ""
    system: str = ""
    version: int = 0
    surveyed: int = 0

    @property
    def key(self) -> Key:
        return self.name.value, self.kind, self.system

    @property
    def unit(self) -> str:
        return UNIT_LABELS[self.name]

    @property
    def title(self) -> str:
        return TITLE_LABELS[self.name]

    @property
    def standing_words(self) -> str:
        return STANDING_LABELS[self.standing]


TITLE_LABELS: Mapping[Name, str] = {
    Name.TYPED: "Typing one answer by hand on the phone",
    Name.CHOSEN: "Choosing one answer of those offered",
    Name.CHECKED: "Reading over an answer that was there already",
    Name.OPENING: "Opening a form, reading it over and sending it",
    Name.REKEYED: "Typing one field again into another system",
    Name.RECORD: "Finding the place in another system, and saving",
    Name.TYPED_BEFORE: "Of what a system is given, the part that somebody typed before",
    Name.ON_PAPER: "Of entries, the part that was first written on paper before",
    Name.TRIPS: "Trips to a station that one entry saves",
    Name.TRIP: "One trip to a station and back",
    Name.BEFORE: "One entry before, with all that followed from it",
    Name.CONTRACTED: "Hours on duty of an officer in a year",
    Name.AIM: "Of the officers' time, what is to be given back",
}

UNIT_LABELS: Mapping[Name, str] = {
    Name.TYPED: "seconds",
    Name.CHOSEN: "seconds",
    Name.CHECKED: "seconds",
    Name.OPENING: "seconds",
    Name.REKEYED: "seconds",
    Name.RECORD: "seconds",
    Name.TYPED_BEFORE: "share, 0 to 1",
    Name.ON_PAPER: "share, 0 to 1",
    Name.TRIPS: "trips",
    Name.TRIP: "minutes",
    Name.BEFORE: "minutes",
    Name.CONTRACTED: "hours",
    Name.AIM: "%",
}

STANDING_LABELS: Mapping[Standing, str] = {
    Standing.PUBLISHED: "published, and read",
    Standing.RECALL: "general knowledge",
    Standing.MEASURED: "measured in the force",
    Standing.AGREED: "said by the force",
    Standing.UNSAID: "not said: nothing is claimed",
}

_MOST = {"seconds": 3600.0, "share, 0 to 1": 1.0, "trips": 10.0, "minutes": 6000.0, "%": 100.0}

_TICKET = (
    "A ticket took four minutes and more to key in at a back office (Information Age, Surrey and "
    "Sussex); that it has some 24 fields is recall"
)
_GUESS = "Nobody has measured it: ask in the force"
_UNSAID = "Nobody has said yet: nothing is claimed"

SHIPPED: Mapping[Name, Estimate] = {
    one.name: one
    for one in (
        Estimate(Name.TYPED, 8, 4, 12, _GUESS, Standing.RECALL),
        Estimate(Name.CHOSEN, 3, 2, 5, _GUESS, Standing.RECALL),
        Estimate(Name.CHECKED, 2, 1, 4, _GUESS, Standing.RECALL),
        Estimate(Name.OPENING, 60, 30, 120, _GUESS, Standing.RECALL),
        Estimate(Name.REKEYED, 10, 5, 15, _TICKET, Standing.RECALL),
        Estimate(
            Name.RECORD,
            30,
            0,
            60,
            "“A 30-second minimum loading time between each task” (BBC 2019, of Athena); the "
            "bounds are recall",
            Standing.PUBLISHED,
        ),
        Estimate(Name.TYPED_BEFORE, 0, 0, 0, _UNSAID, Standing.UNSAID),
        Estimate(Name.ON_PAPER, 0, 0, 0, _UNSAID, Standing.UNSAID),
        Estimate(Name.TRIPS, 0, 0, 0, _UNSAID, Standing.UNSAID),
        Estimate(Name.TRIP, 20, 10, 40, _GUESS, Standing.RECALL),
        Estimate(
            Name.CONTRACTED,
            1779,
            1395,
            2086,
            "38 million hours for 21,358 officers (Policing Productivity Review, Home Office "
            "2023); low: 69,745 hours for 50 people (North Yorkshire, decision notice 2015); "
            "high: 40 hours a week all year, which is recall",
            Standing.PUBLISHED,
        ),
        Estimate(Name.AIM, 5, 5, 5, "What Fieldbook was asked to give back", Standing.AGREED),
    )
}
"""Of `before` there is none: what an entry took is measured, or nothing is compared with it."""


@dataclass(frozen=True, slots=True)
class Held:
    """The estimates that hold together, by what each is of."""

    of: Mapping[Key, Estimate]
    # A page asks some ten thousand times for the same few dozen.
    _found: dict[tuple[Name, str, str], Estimate | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def with_shipped(cls, own: Iterable[Estimate]) -> "Held":
        """A force's own, over what is shipped."""
        found = {one.key: one for one in SHIPPED.values()}
        return cls(found | {one.key: one for one in own})

    def about(self, name: Name, kind: str = "", system: str = "") -> Estimate | None:
        """The one of that kind and system, else of that system, else of that kind, else of all."""
        sought = (name, kind, system)
        if sought not in self._found:
            asked = ((kind, system), ("", system), (kind, ""), ("", ""))
            keys = ((name.value, *one) for one in asked)
            self._found[sought] = next((self.of[key] for key in keys if key in self.of), None)
        return self._found[sought]

    @property
    def digest(self) -> str:
        """Eight hex digits by which a printed figure names what it rests on."""
        lines = sorted(
            f"{one.key} {one.value!r} {one.low!r} {one.high!r}" for one in self.of.values()
        )
        return sha256("\n".join(lines).encode()).hexdigest()[:8]


def faults(name: Name, kind: str, system: str, bounds: tuple[float, float, float]) -> list[str]:
    """What is wrong with value, low and high of a proposal; English, for who typed them."""
    value, low, high = bounds
    most = _MOST.get(UNIT_LABELS[name], 8784.0)
    said = {
        "The value stands between its bounds.": not low <= value <= high,
        f"From 0 to {most:g}.": not (low >= 0 and high <= most),
        "Above nought: it is divided by.": name is Name.CONTRACTED and low <= 0,
        "No kind has one of its own.": bool(kind) and name not in BY_KIND,
        "No system has one of its own.": bool(system) and name not in BY_SYSTEM,
        "Say of which kind.": name is Name.BEFORE and not kind,
    }
    return [text for text, wrong in said.items() if wrong]
