"""What pages and exports read: sums of the day tables over units and a span of days.

No statement here reads the work itself, an officer or a person, so a page over a year costs what
its rows of days cost. Whoever asks gets the units that `units_of` gives them and no others.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db.models import F, QuerySet, Sum

from field_api.identity.models import Officer
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

Key = tuple[Any, ...]


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


def total(span: Span) -> Sums:
    return grouped(span, ()).get((), Sums())


def by_day(span: Span) -> dict[date, Sums]:
    return {key: sums for (key,), sums in grouped(span, ("day",)).items()}


def by_unit(span: Span) -> dict[int, Sums]:
    return {key: sums for (key,), sums in grouped(span, ("unit",)).items()}


def by_kind(span: Span) -> dict[str, Sums]:
    return {key: sums for (key,), sums in grouped(span, ("kind",)).items()}


def grouped(span: Span, by: Sequence[str]) -> dict[Key, Sums]:
    """By any of day, unit, kind, in the order given: {("2026-11-01", "note"): …} with real days."""
    return _summed(Day, Sums, span, by)


def by_field(span: Span) -> dict[tuple[str, str], FieldSums]:
    """By kind and pointer, all versions of a form together."""
    found = _summed(FieldDay, FieldSums, span, ("kind", "pointer"))
    return cast(dict[tuple[str, str], FieldSums], found)


def fields_grouped(span: Span, by: Sequence[str]) -> dict[Key, FieldSums]:
    """By any of day, unit, kind, version, pointer."""
    return _summed(FieldDay, FieldSums, span, by)


def by_system(span: Span) -> dict[int, SystemSums]:
    return {key: sums for (key,), sums in systems_grouped(span, ("system",)).items()}


def systems_grouped(span: Span, by: Sequence[str]) -> dict[Key, SystemSums]:
    """By any of day, unit, kind, system."""
    return _summed(SystemDay, SystemSums, span, by)


def refusals(span: Span) -> dict[tuple[int, str], int]:
    """How many deliveries each system turned down, by system and reason; the most first."""
    rows = _within(RefusedDay, span).values_list("system", "reason").annotate(n=Sum("count"))
    return {(system, reason): n for system, reason, n in rows.order_by("-n", "system", "reason")}


def entities(span: Span) -> dict[str, EntitySums]:
    """By type of entity: person, vehicle, …"""
    return {key: sums for (key,), sums in entities_grouped(span, ("type",)).items()}


def entities_grouped(span: Span, by: Sequence[str]) -> dict[Key, EntitySums]:
    """By any of day, unit, kind, type."""
    return _summed(EntityDay, EntitySums, span, by)


def waits(span: Span) -> tuple[int, ...]:
    """From arrival to the first decision, as `rules.histograms` by the second."""
    return _histogram(Day, "waits", span, ()).get((), (0,) * BUCKETS)


def wait_quantile(span: Span, of: float) -> float | None:
    """Seconds within which this share of first decisions was made."""
    return quantile(waits(span), of, SECOND)


def system_waits(span: Span, *, here: bool = False) -> dict[int, tuple[int, ...]]:
    """By system, from the officer's tap to its yes; `here`: from when we had the entry. As
    `rules.histograms` by the tenth of a second."""
    found = _histogram(SystemDay, "here" if here else "waits", span, ("system",))
    return {key: counts for (key,), counts in found.items()}


def system_quantile(counts: Sequence[int], of: float) -> float | None:
    """Seconds, from what `system_waits` gives for a system."""
    return quantile(counts, of, TENTH)


def counted_until() -> datetime | None:
    """Up to when what happened is in the numbers; None before anything was counted."""
    return Counted.objects.filter(pk=1).values_list("until", flat=True).first()


_S = TypeVar("_S")
_BY = {"day", "unit", "kind", "version", "pointer", "system", "type"}


def _within(model: Any, span: Span) -> QuerySet[Any]:
    rows = model.objects.filter(
        unit__in=sorted(span.units), day__gte=span.first_day, day__lte=span.last_day
    )
    return cast(QuerySet[Any], rows.filter(kind=span.kind) if span.kind else rows)


def _summed(model: Any, into: type[_S], span: Span, by: Sequence[str]) -> dict[Key, _S]:
    names = [one.name for one in fields(cast(Any, into))]
    found = _grouped(model, span, by, {f"{name}_sum": Sum(name) for name in names})
    return {key: into(**dict(zip(names, sums, strict=True))) for key, sums in found.items()}


def _histogram(model: Any, name: str, span: Span, by: Sequence[str]) -> dict[Key, tuple[int, ...]]:
    # One sum a bucket: to unnest the arrays takes ten times as long.
    each = {f"bucket_{at}": Sum(F(f"{name}__{at}")) for at in range(BUCKETS)}
    return {key: tuple(sums) for key, sums in _grouped(model, span, by, each).items()}


def _grouped(
    model: Any, span: Span, by: Sequence[str], sums: Mapping[str, Any]
) -> dict[Key, list[int]]:
    if not set(by) <= _BY:
        raise ValueError(f"grouped by one of {sorted(_BY)}")
    rows = _within(model, span).order_by(*by)
    if not by:
        one = rows.aggregate(**sums)
        return {(): [one[name] or 0 for name in sums]}
    found = rows.values_list(*by).annotate(**sums)
    return {row[: len(by)]: list(row[len(by) :]) for row in found}
