"""Time given back over a span: counts from `measures`, valued by what a force assumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from field_api.connectors.models import System
from field_api.identity.models import Force, Posting
from field_api.identity.rules import Role
from field_api.insights.actions import assuming, measures
from field_api.insights.actions.grouping import Key
from field_api.insights.actions.measures import Span, Sums, SystemSums
from field_api.insights.rules import giving_back as rules
from field_api.insights.rules.assumptions import Estimate, Held, Name
from field_api.insights.rules.giving_back import (
    MINUTES,
    Assumed,
    Carried,
    Given,
    Range,
    Saved,
    Swing,
    Whole,
    Work,
)
from field_api.insights.rules.strength import officer_days

BY = ("day", "unit", "kind", "system")


@dataclass(frozen=True, slots=True)
class OfKind:
    """`before` is the survey that its entries are held against; without one the hours rest on
    assumptions alone. `compared` is the part of its entries whose making was counted.
    """

    kind: str
    entries: int
    saved: Saved
    hours: Range
    before: Estimate | None
    now: float
    compared: float


@dataclass(frozen=True, slots=True)
class OfSystem:
    """`minutes` of typing again that are not needed; `first_of` the kinds of which this is taken
    for the first writing; `said` whether the force says that anybody typed there before."""

    code: str
    name: str
    accepted: int
    fields: int
    minutes: float
    first_of: tuple[str, ...]
    said: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Of one day, unit, kind or system. Of a system the entries are what it accepted."""

    key: Any
    entries: int
    saved: Saved


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Everything about one span: `works` by kind, `apart` by each that was asked for, and kind.
    `day` is that whose assumptions it rests on, `officers` how many were posted to its units on a
    day in the mean. `counts` by kind and `carried` by kind and system are what it was made of.
    """

    span: Span
    held: Held
    day: date
    works: tuple[Work, ...]
    apart: Mapping[str, list[tuple[Key, Work]]]
    whole: Whole
    codes: Mapping[int, System]
    days: int
    officers: float
    total: Given
    counts: Mapping[str, Sums]
    carried: Mapping[Key, SystemSums]

    @property
    def assumed(self) -> Assumed:
        return Assumed(self.held)

    @property
    def saved(self) -> Saved:
        return sum((rules.saved(one, self.assumed, self.whole) for one in self.works), Saved())

    @property
    def aim(self) -> float:
        return self.assumed(Name.AIM)

    def kinds(self) -> list[OfKind]:
        """What gave back most first."""
        found = [self._kind(work) for work in self.works]
        return sorted(found, key=lambda one: (-one.saved.minutes, one.kind))

    def systems(self) -> list[OfSystem]:
        codes = sorted({code for work in self.works for code in work.systems})
        return [self._system(code) for code in codes]

    def swings(self) -> list[Swing]:
        return rules.swings(self.works, self.held)

    def parts(self, by: str) -> list[Part]:
        """By one of BY, in its order; they add up to `saved`. By system, rekeying alone. By day
        or unit only where `given_back` was asked for it.
        """
        if by == "system":
            return [
                Part(one.code, one.accepted, Saved(rekeying=one.minutes)) for one in self.systems()
            ]
        found: dict[Any, Part] = {}
        for (key, *_), work in self.apart[by]:
            was = found.get(key, Part(key, 0, Saved()))
            saved = rules.saved(work, self.assumed, self.whole)
            found[key] = Part(key, was.entries + work.entries, was.saved + saved)
        return [found[key] for key in sorted(found)]

    def _kind(self, work: Work) -> OfKind:
        minutes = rules.ranged([work], self.held)
        saved = rules.saved(work, self.assumed, self.whole)
        compared = rules.claimed(work, self.whole)
        return OfKind(
            work.kind,
            work.entries,
            saved,
            minutes.times(1 / MINUTES),
            self.held.about(Name.BEFORE, work.kind),
            rules.takes_now(work, self.assumed) / compared if compared else 0.0,
            self.whole.compared.get(work.kind, 0.0),
        )

    def _system(self, code: str) -> OfSystem:
        its = [work for work in self.works if code in work.systems]
        return OfSystem(
            code,
            next(one.name for one in self.codes.values() if one.code == code),
            sum(work.systems[code].accepted for work in its),
            sum(work.systems[code].fields for work in its),
            sum(rules.rekeyed(work, code, self.assumed, self.whole) for work in its),
            tuple(kind for kind, first in self.whole.firsts.items() if first == code),
            any(self.assumed(Name.TYPED_BEFORE, work.kind, code) > 0 for work in its),
        )


def given_back(*, span: Span, force: Force, day: date, by: Sequence[str] = ()) -> GivenBack:
    """What was given back in these units, by what `force` assumed on that day: one set throughout,
    so that days can be held against one another and a figure can be made again (decision 0061).
    `by` are those of day and unit whose parts will be asked for.
    """
    held = assuming.held(force, day)
    codes = {one.pk: one for one in System.objects.only("code", "name")}
    ways = [("kind",), *((one, "kind") for one in by)]
    counts = measures.ways(span, *ways)
    carried = measures.systems_ways(span, *((*way, "system") for way in ways))
    kinds, *parts = [_works(*both, codes) for both in zip(counts, carried, strict=True)]
    works = tuple(work for _, work in kinds)
    days = (span.last_day - span.first_day).days + 1
    officers = _officer_days(span)
    return GivenBack(
        span,
        held,
        day,
        works,
        {"kind": kinds, **dict(zip(by, parts, strict=True))},
        rules.whole(works, Assumed(held)),
        codes,
        days,
        officers / days,
        rules.given(rules.ranged(works, held), days=days, officer_days=officers, held=held),
        measures.by_one(counts[0]),
        carried[0],
    )


def _works(
    counts: Mapping[Key, Sums], carried: Mapping[Key, SystemSums], codes: Mapping[int, System]
) -> list[tuple[Key, Work]]:
    """Each group with its work; the last of its key is the kind."""
    told: dict[Key, dict[str, Carried]] = {}
    for (*key, system), sums in carried.items():
        told.setdefault(tuple(key), {})[codes[system].code] = _carried(sums)
    return [(key, _work(key[-1], sums, told.get(key, {}))) for key, sums in counts.items()]


def _carried(sums: SystemSums) -> Carried:
    return Carried(sums.accepted, sums.fields)


def _work(kind: str, sums: Sums, systems: Mapping[str, Carried]) -> Work:
    return Work(
        kind,
        sums.entries,
        sums.revisions,
        sums.counted,
        sums.typed,
        sums.chosen,
        sums.reused,
        sums.filled,
        systems,
    )


def _officer_days(span: Span) -> int:
    begun = Posting.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=span.first_day),
        unit__in=sorted(span.units),
        role=Role.OFFICER.value,
        starts_on__lte=span.last_day,
    )
    rows = begun.values_list("officer", "starts_on", "ends_on")
    return officer_days(rows, span.first_day, span.last_day)
