"""What pages and exports read: sums of the day tables over units and a span of days.

No statement here reads the work itself, an officer or a person, so a page over a year costs what
its rows of days cost. Whoever asks gets the units that `units_of` gives them and no others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db.models import QuerySet, Sum

from field_api.identity.models import Officer
from field_api.insights.actions.grouping import Grouped, Key, summed
from field_api.insights.models import (
    Counted,
    Day,
    EntityDay,
    FieldDay,
    RefusedDay,
    SystemDay,
    units_counted,
)
from field_api.insights.rules.histograms import BUCKETS, SECOND, TENTH, quantile

_S = TypeVar("_S")

Waits = Mapping[int, tuple[int, ...]]
"""A histogram of each system."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whose numbers, from the first to the last day, both included; of one kind where `kind` is
    given. Take the units from `units_of`, or from a part of what it gave."""

    units: frozenset[int]
    first_day: date
    last_day: date
    kind: str = ""

    def only(self, units: Collection[int]) -> "Span":
        """The same of those of these units that it takes in."""
        return replace(self, units=self.units & frozenset(units))


def units_of(officer: Officer) -> frozenset[int]:
    """Ids of the units whose numbers the officer may read: see `models.units_counted`."""
    return frozenset(units_counted(officer))


@dataclass(frozen=True, slots=True)
class Sums:
    """See `models.Day`, whose columns these are."""

    entries: int = 0
    reviewed: int = 0
    first_right: int = 0
    returned: int = 0
    rejected: int = 0
    sampled_out: int = 0
    revisions: int = 0
    counted: int = 0
    typed: int = 0
    chosen: int = 0
    reused: int = 0
    filled: int = 0
    required_filled: int = 0
    required_all: int = 0
    waited_s: int = 0

    @property
    def first_right_share(self) -> float | None:
        """Of what was decided on; None where nothing was."""
        return share(self.first_right, self.reviewed)

    @property
    def complete_share(self) -> float | None:
        return share(self.required_filled, self.required_all)

    @property
    def mean_wait_s(self) -> float | None:
        return share(self.waited_s, self.reviewed)


@dataclass(frozen=True, slots=True)
class SystemSums:
    """See `models.SystemDay`."""

    accepted: int = 0
    refused: int = 0
    dead: int = 0
    waiting: int = 0
    fields: int = 0

    @property
    def deliveries(self) -> int:
        return self.accepted + self.refused + self.dead + self.waiting


@dataclass(frozen=True, slots=True)
class FieldSums:
    """See `models.FieldDay`."""

    returned: int = 0
    refused: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class EntitySums:
    """See `models.EntityDay`."""

    mentions: int = 0
    nameless: int = 0
    alone: int = 0
    doubled: int = 0
    given: int = 0
    surname: int = 0
    born: int = 0
    gender: int = 0
    contact: int = 0
    whole: int = 0


def share(part: float, whole: float) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def together(parts: Iterable[_S], into: type[_S]) -> _S:
    """The sums of sums."""
    rows = [astuple(cast(Any, part)) for part in parts]
    return into(*map(sum, zip(*rows, strict=True))) if rows else into()


def by_one(found: Mapping[Key, _S]) -> dict[Any, _S]:
    """What was grouped by one thing, by that thing."""
    return {key: sums for (key,), sums in found.items()}


def grouped(span: Span, by: Sequence[str]) -> dict[Key, Sums]:
    """By any of day, unit, kind, in the order given: {("2026-11-01", "note"): …} with real days."""
    return ways(span, by)[0]


def ways(span: Span, *by: Sequence[str]) -> list[dict[Key, Sums]]:
    """`grouped` in each of these ways, for little more than in one."""
    return _summed(Day, Sums, span, *by)


def by_field(span: Span) -> dict[tuple[str, str], FieldSums]:
    """By kind and pointer, all versions of a form together."""
    return cast(dict[tuple[str, str], FieldSums], fields_grouped(span, ("kind", "pointer")))


def fields_grouped(span: Span, by: Sequence[str]) -> dict[Key, FieldSums]:
    """By any of day, unit, kind, version, pointer."""
    return _summed(FieldDay, FieldSums, span, by)[0]


def by_system(span: Span) -> dict[int, SystemSums]:
    return by_one(systems_grouped(span, ("system",)))


def systems_grouped(span: Span, by: Sequence[str]) -> dict[Key, SystemSums]:
    """By any of day, unit, kind, system."""
    return systems_ways(span, by)[0]


def systems_ways(span: Span, *by: Sequence[str]) -> list[dict[Key, SystemSums]]:
    """`systems_grouped` in each of these ways, for little more than in one."""
    return _summed(SystemDay, SystemSums, span, *by)


def refusals(span: Span) -> dict[tuple[int, str], int]:
    """How many deliveries each system turned down, by system and reason; the most first."""
    rows = _within(RefusedDay, span).values_list("system", "reason").annotate(n=Sum("count"))
    return {(system, reason): n for system, reason, n in rows.order_by("-n", "system", "reason")}


def entities(span: Span) -> dict[str, EntitySums]:
    """By type of entity: person, vehicle, …"""
    return by_one(entities_grouped(span, ("type",)))


def entities_grouped(span: Span, by: Sequence[str]) -> dict[Key, EntitySums]:
    """By any of day, unit, kind, type."""
    return _summed(EntityDay, EntitySums, span, by)[0]


def waits(span: Span) -> tuple[int, ...]:
    """From arrival to the first decision, as `rules.histograms` by the second."""
    (found,) = _read(Day, span, ("waits",), _buckets("waits"), ())
    return found[()]


def wait_quantile(counts: Sequence[int], of: float) -> float | None:
    """Seconds within which this share of first decisions was made, from what `waits` gives."""
    return quantile(counts, of, SECOND)


def system_waits(span: Span) -> tuple[Waits, Waits]:
    """By system, from the officer's tap to its yes, and from when we had the entry. As
    `rules.histograms` by the tenth of a second."""
    names = ("waits", "here")
    each = [sum for name in names for sum in _buckets(name)]
    (found,) = _read(SystemDay, span, names, each, ("system",))
    both = by_one(found).items()
    return {key: one[:BUCKETS] for key, one in both}, {key: one[BUCKETS:] for key, one in both}


def system_quantile(counts: Sequence[int], of: float) -> float | None:
    """Seconds, from what `system_waits` gives for a system."""
    return quantile(counts, of, TENTH)


def counted_until() -> datetime | None:
    """Up to when what happened is in the numbers; None before anything was counted."""
    return Counted.objects.filter(pk=1).values_list("until", flat=True).first()


_BY = {"day", "unit", "kind", "version", "pointer", "system", "type"}


def _within(model: Any, span: Span) -> QuerySet[Any]:
    rows = model.objects.filter(
        unit__in=sorted(span.units), day__gte=span.first_day, day__lte=span.last_day
    )
    return cast(QuerySet[Any], rows.filter(kind=span.kind) if span.kind else rows)


def _summed(model: Any, into: type[_S], span: Span, *by: Sequence[str]) -> list[dict[Key, _S]]:
    names = [one.name for one in fields(cast(Any, into))]
    sums = [f'sum("{name}")::bigint' for name in names]
    found = _read(model, span, names, sums, *by)
    return [{key: into(*row) for key, row in one.items()} for one in found]


def _buckets(name: str) -> list[str]:
    # One sum a bucket: to unnest the arrays takes ten times as long.
    return [f'sum("{name}"[{at}])' for at in range(1, BUCKETS + 1)]


def _read(
    model: Any, span: Span, names: Sequence[str], sums: Sequence[str], *by: Sequence[str]
) -> list[Grouped]:
    """`sums` are of the columns `names`."""
    keys = {name for way in by for name in way}
    if not keys <= _BY:
        raise ValueError(f"grouped by one of {sorted(_BY)}")
    return summed(_within(model, span).values(*sorted(keys), *names), sums, *by)
