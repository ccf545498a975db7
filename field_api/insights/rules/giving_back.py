"""Minutes given back, by what was counted and what is assumed of it. Pure.

A minute is claimed once. Of a kind whose time before was surveyed, what it took then less what it
takes now, and nothing else; of any other kind, three things that do not overlap: answers that need
not be typed, records that nobody types into a second system, trips to a station. An answer is typed
into the phone or it is not, whatever other systems are given; what a system is given counts only
where the force says that somebody typed it there, and the first of those is the writing itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from field_api.insights.rules.assumptions import APART, Estimate, Held, Key, Name

SECONDS, MINUTES, YEAR = 60.0, 60.0, 365.25
"""In a minute; in an hour; days."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What one system accepted: how often, and how many fields it was given in all."""

    accepted: int
    fields: int

    def __add__(self, other: "Carried") -> "Carried":
        return Carried(self.accepted + other.accepted, self.fields + other.fields)


@dataclass(frozen=True, slots=True)
class Work:
    """Counts of entries of one kind. Of `revisions`, `counted` were counted by a handset, and their
    answers are `typed` and so on; what was not counted is not guessed at.
    """

    kind: str
    entries: int = 0
    revisions: int = 0
    counted: int = 0
    typed: int = 0
    chosen: int = 0
    reused: int = 0
    filled: int = 0
    systems: Mapping[str, Carried] = field(default_factory=dict)

    def __add__(self, other: "Work") -> "Work":
        names = ("entries", "revisions", "counted", "typed", "chosen", "reused", "filled")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        systems = dict(self.systems)
        for system, more in other.systems.items():
            systems[system] = systems.get(system, Carried(0, 0)) + more
        return Work(self.kind, **sums, systems=systems)


@dataclass(frozen=True, slots=True)
class Saved:
    """Minutes, by where they come from. `survey` can be below nought: then it takes longer now."""

    reuse: float = 0.0
    rekeying: float = 0.0
    trips: float = 0.0
    survey: float = 0.0

    @property
    def minutes(self) -> float:
        return self.reuse + self.rekeying + self.trips + self.survey

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            self.reuse + other.reuse,
            self.rekeying + other.rekeying,
            self.trips + other.trips,
            self.survey + other.survey,
        )


@dataclass(frozen=True, slots=True)
class Assumed:
    """Each estimate at its value, but those of `at`."""

    held: Held
    at: Mapping[Key, float] = field(default_factory=dict)

    def __call__(self, name: Name, kind: str = "", system: str = "") -> float:
        """Of what there is no estimate of: nought."""
        found = self.held.about(name, kind, system)
        if found is None:
            return 0.0
        return self.at.get(found.key, found.value) if self.at else found.value


@dataclass(frozen=True, slots=True)
class Whole:
    """What is settled once for each kind of all that is asked about, so that parts of it add up.

    firsts: the system in which it would have been written first. compared: of its entries, the part
    whose making was counted, which can be held against a survey.
    """

    firsts: Mapping[str, str]
    compared: Mapping[str, float]


def by_kind(works: Iterable[Work]) -> dict[str, Work]:
    found: dict[str, Work] = {}
    for work in works:
        found[work.kind] = found[work.kind] + work if work.kind in found else work
    return found


def whole(works: Iterable[Work], assumed: Assumed) -> Whole:
    """The first system of a kind is the one into which typing took longest."""
    firsts, compared = {}, {}
    for kind, work in by_kind(works).items():
        took = {system: _typing(work, system, assumed) for system in sorted(work.systems)}
        if any(took.values()):
            firsts[kind] = max(took, key=took.__getitem__)
        compared[kind] = work.counted / work.revisions if work.revisions else 0.0
    return Whole(firsts, compared)


def saved(work: Work, assumed: Assumed, of: Whole) -> Saved:
    if is_surveyed(work.kind, assumed.held):
        before = claimed(work, of) * assumed(Name.BEFORE, work.kind)
        return Saved(survey=before - takes_now(work, assumed))
    per_answer = assumed(Name.TYPED) - assumed(Name.CHECKED)
    return Saved(
        reuse=(work.reused + work.filled) * per_answer / SECONDS,
        rekeying=sum(rekeyed(work, system, assumed, of) for system in work.systems),
        trips=work.entries * assumed(Name.TRIPS, work.kind) * assumed(Name.TRIP),
    )


def is_surveyed(kind: str, held: Held) -> bool:
    return held.about(Name.BEFORE, kind) is not None


def rekeyed(work: Work, system: str, assumed: Assumed, of: Whole) -> float:
    """Minutes of typing into one system that are not needed any more. Of the one that is the first
    writing, only as far as the entry was on paper before.
    """
    if is_surveyed(work.kind, assumed.held):
        return 0.0
    share = assumed(Name.ON_PAPER, work.kind) if of.firsts.get(work.kind) == system else 1.0
    return share * _typing(work, system, assumed)


def total(works: Sequence[Work], assumed: Assumed) -> Saved:
    of = whole(works, assumed)
    return sum((saved(work, assumed, of) for work in works), Saved())


def takes_now(work: Work, assumed: Assumed) -> float:
    """Minutes spent on the revisions that were counted, answer by answer."""
    seconds = (
        work.typed * assumed(Name.TYPED)
        + work.chosen * assumed(Name.CHOSEN)
        + (work.reused + work.filled) * assumed(Name.CHECKED)
        + work.counted * assumed(Name.OPENING)
    )
    return seconds / SECONDS


def claimed(work: Work, of: Whole) -> float:
    """How many entries are held against a survey."""
    return work.entries * of.compared.get(work.kind, 0.0)


def _typing(work: Work, system: str, assumed: Assumed) -> float:
    """Minutes that somebody took before to type into a system what it is given now."""
    carried = work.systems[system]
    seconds = carried.fields * assumed(Name.REKEYED, work.kind, system)
    seconds += carried.accepted * assumed(Name.RECORD, work.kind, system)
    return assumed(Name.TYPED_BEFORE, work.kind, system) * seconds / SECONDS


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    value: float
    high: float

    def over(self, low: float, value: float, high: float) -> "Range":
        """Divided by something that is itself between bounds, all above nought."""
        bounds = [part / by for part in (self.low, self.high) for by in (low, high)]
        return Range(min(bounds), self.value / value, max(bounds))

    def times(self, by: float) -> "Range":
        """By something not below nought."""
        return Range(self.low * by, self.value * by, self.high * by)


@dataclass(frozen=True, slots=True)
class Swing:
    """One estimate at its bounds, every other at its value."""

    estimate: Estimate
    low: float
    high: float


def ranged(works: Sequence[Work], held: Held) -> Range:
    """Minutes with every estimate at the bound that lowers them, at its value, and at the bound
    that raises them.

    Minutes rise with an estimate or fall with it, wherever the others stand, so that the two ends
    are corners. Which of the two, is asked in the middle of the others' bounds: at their values a
    share of nought would hide it.
    """
    works = list(by_kind(works).values())
    asked = _asked(works, held)
    middle = {one.key: (one.low + one.high) / 2 for one in asked}
    lowest: dict[Key, float] = {}
    highest: dict[Key, float] = {}
    for one in asked:
        low, high = (_minutes(works, held, middle | {one.key: to}) for to in (one.low, one.high))
        ends = (one.low, one.high) if low <= high else (one.high, one.low)
        lowest[one.key], highest[one.key] = ends
    return Range(
        _minutes(works, held, lowest), _minutes(works, held, {}), _minutes(works, held, highest)
    )


def swings(works: Sequence[Work], held: Held) -> list[Swing]:
    """Estimates that matter, what moves the minutes most first: (minutes at its low and high)."""
    works = list(by_kind(works).values())
    found = [
        Swing(one, *(_minutes(works, held, {one.key: to}) for to in (one.low, one.high)))
        for one in _asked(works, held)
    ]
    moved = [one for one in found if one.low != one.high]
    return sorted(moved, key=lambda one: (-abs(one.high - one.low), one.estimate.key))


def _minutes(works: Sequence[Work], held: Held, at: Mapping[Key, float]) -> float:
    return total(works, Assumed(held, at)).minutes


def _asked(works: Sequence[Work], held: Held) -> list[Estimate]:
    """The estimates that this work is valued by, and that have bounds apart."""
    kinds, systems = {work.kind for work in works}, {one for work in works for one in work.systems}
    return [
        one
        for one in held.of.values()
        if one.name not in APART
        and one.low != one.high
        and (not one.kind or one.kind in kinds)
        and (not one.system or one.system in systems)
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """What minutes are in hours, in officers at work all year, and of the officers' time in %.
    `workload` is missing where nobody is posted.
    """

    hours: Range
    fte: Range
    workload: Range | None


def given(minutes: Range, *, days: int, officer_days: int, held: Held) -> Given:
    """`days` of the span, at least one; `officer_days`, those on which officers were posted."""
    hours = minutes.times(1 / MINUTES)
    contracted = held.about(Name.CONTRACTED)
    if contracted is None:
        raise ValueError("hours of an officer in a year are assumed")
    a_year = hours.times(YEAR / days)
    fte = a_year.over(contracted.low, contracted.value, contracted.high)
    strength = officer_days / days
    return Given(hours, fte, fte.times(100 / strength) if strength else None)
