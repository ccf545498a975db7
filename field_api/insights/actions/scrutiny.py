"""Measures of stop and search over units and days, and over a quarter of the whole force.

Everything is a table of what people said of their ethnicity by one thing at a time
(`rules.dimensions`), and shares and rates are made of what these tables show: what is withheld in a
table is in no figure either. Who could open every search of it is shown all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import TruncMonth

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer, Unit
from field_api.insights.actions.comparisons import newest_residents
from field_api.insights.actions.grouping import Grouped, summed
from field_api.insights.actions.measures import Span
from field_api.insights.actions.searches import KIND
from field_api.insights.models import ResidentCount, Residents, Search
from field_api.insights.models.searches import SearchQuerySet
from field_api.insights.rules.crossed import Crossed, crossed
from field_api.insights.rules.dimensions import (
    JUDGED,
    THIN,
    YES,
    Dimension,
    Words,
    dimensions,
    operation_words,
)
from field_api.insights.rules.ethnicity import EVERY, OFFICER_DEFINED, SELF_DEFINED, said
from field_api.insights.rules.scrutiny import Rate, Share, rates, share
from field_api.insights.rules.withholding import (
    TooFew,
    Withheld,
    hidden_alone,
    joined,
    withheld,
)
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.policy import actions as policy
from field_api.policy.rules import allowed

OPEN, CLOSED = "OFFICIAL-SENSITIVE", "OFFICIAL"
"""Markings of figures that could single somebody out, and of those that can't."""


@dataclass(frozen=True, slots=True)
class Squares:
    """Searches by square of 2 km (`rules.plain.square`): those shown, and how many squares are
    not. `nowhere` counts searches whose place is not on the map; none where it is withheld."""

    counts: Mapping[str, int]
    hidden: int
    nowhere: int | None


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """`tables` by name of their dimension. `exact`: nothing is withheld. `few`: there are too few
    searches to show anything. `rates` by who said the ethnicity, where residents are known."""

    total: int
    exact: bool
    few: bool = False
    tables: Mapping[str, Withheld] = field(default_factory=dict)
    squares: Squares | None = None
    residents: Residents | None = None
    rates: Mapping[str, list[Rate]] = field(default_factory=dict)

    @property
    def marking(self) -> str:
        return OPEN if self.exact else CLOSED

    def share_of(self, name: str, column: str) -> Share | None:
        """Of all searches; none where it is withheld, or there are none."""
        table = self.tables.get(name)
        if table is None or column not in table.table.columns:
            return None
        count = table.column_total(column)
        return None if count is None else share(count, self.total)

    def part_of(self, name: str, column: str, other: str) -> Share | None:
        """Of the searches that are either; none where one of the counts is withheld."""
        table = self.tables.get(name)
        both = [table.column_total(each) for each in (column, other)] if table else [None]
        if table is None or None in both:
            return None
        return share(both[0] or 0, sum(each or 0 for each in both))

    def shares_by(self, name: str, column: str) -> dict[str, Share]:
        """The same by what people said of their ethnicity; groups of which it is shown."""
        table = self.tables.get(name)
        found = {
            row: share(count, table.table.row_total(row))
            for row in (table.table.rows if table else ())
            if table and (count := table.cell(row, column)) is not None
        }
        return {row: each for row, each in found.items() if each}

    @property
    def grounds(self) -> Share | None:
        """Found sufficient, of those that somebody looked at."""
        return self.part_of("grounds", JUDGED[True], JUDGED[False])

    @property
    def thin(self) -> Share | None:
        """In few or borrowed words, of those that needed grounds."""
        return self.part_of("thin", THIN[True], THIN[False])

    @property
    def find_rate(self) -> Share | None:
        return self.share_of("linked", YES)


@transaction.atomic
def scrutiny(*, officer: Officer, span: Span, unit: int | None = None) -> Scrutiny:
    """Of the searches that happened in these days in these units, those the officer may count. A
    consultation (DPA 2018 s.62(1)(c)): where it is exact, a count of one may be somebody's.
    """
    rows = Search.objects.visible_to(officer).filter(
        unit__in=span.units, day__gte=span.first_day, day__lte=span.last_day
    )
    found = _measured(rows, officer.force_id, _exact(officer, span), _whose(officer, span, unit))
    ledger.record(
        act=Act.CONSULTATION,
        actor=officer.actor,
        subject="insight:searches",
        purpose="insight",
        details={
            "from": span.first_day.isoformat(),
            "to": span.last_day.isoformat(),
            "units": len(span.units),
            "searches": found.total,
            "exact": found.exact,
        },
    )
    return found


def of_force(force: int, first: date, last: date) -> Scrutiny:
    """Of all searches of a force that happened in these days, small numbers withheld."""
    rows = Search.objects.standing().filter(force=force, day__gte=first, day__lte=last)
    return _measured(rows, force, False, _Ground(force, None))


@dataclass(frozen=True, slots=True)
class _Ground:
    """Whose residents these searches are held against: a unit's, or the whole area's."""

    force: int
    unit: int | None


def _exact(officer: Officer, span: Span) -> bool:
    cleared = OPEN in allowed(policy.actor_of(officer).clearance)
    return cleared and span.units <= officer.units_covered()


def _whose(officer: Officer, span: Span, unit: int | None) -> _Ground | None:
    """None where these units are neither a whole force nor one that was chosen."""
    forces = set(Unit.objects.filter(pk__in=span.units).values_list("force_id", flat=True))
    if len(forces) != 1:
        return None
    (force,) = forces
    every = set(Unit.objects.filter(force=force).values_list("pk", flat=True))
    if span.units >= every:
        return _Ground(force, None)
    return _Ground(force, unit) if unit else None


def _measured(rows: SearchQuerySet, force: int, exact: bool, ground: _Ground | None) -> Scrutiny:
    # Its name tells operations apart, which are nobody's business outside.
    asked = [*dimensions(_words(rows)), *([_OPERATION] if exact else [])]
    *counts, squares = _counts(rows, asked)
    by_said = dict.fromkeys(EVERY, 0)
    for (code, _), (count,) in counts[0].items():
        by_said[said(code)] += count
    try:
        names = {} if exact else joined(by_said)
    except TooFew:
        return Scrutiny(0, exact, few=True)
    tables = {
        one.name: _shown(_table(its, one).merged(names), exact)
        for one, its in zip(asked, counts, strict=True)
    }
    residents = newest_residents(ground.force) if ground else None
    return Scrutiny(
        total=sum(by_said.values()),
        exact=exact,
        tables=tables,
        squares=_squares(squares, exact),
        residents=residents,
        rates=_rates(tables, residents, ground),
    )


_OPERATION = Dimension("operation", "Operation", "operation", operation_words)


def _counts(rows: SearchQuerySet, asked: Sequence[Dimension]) -> list[Grouped]:
    """By what people said of their ethnicity and each dimension, as both are kept; last by square
    alone."""
    columns = [one.column for one in asked]
    found = rows.annotate(month=TruncMonth("day")).values("self_defined", "square", *columns)
    ways = [("self_defined", column) for column in columns]
    return summed(found, ["count(*)"], *ways, ("square",))


def _table(counts: Grouped, one: Dimension) -> Crossed:
    cells = [(said(code), one.word(value), count) for (code, value), (count,) in counts.items()]
    order = sorted({name for _, name, _ in cells}) if one.in_order else one.columns
    return crossed(one.name, one.title, cells, EVERY, order)


def _shown(table: Crossed, exact: bool) -> Withheld:
    return Withheld(table, frozenset()) if exact else withheld(table)


def _squares(found: Grouped, exact: bool) -> Squares:
    counts = {square: count for (square,), (count,) in found.items()}
    hidden = frozenset() if exact else hidden_alone(counts)
    shown = {square: count for square, count in counts.items() if square not in hidden}
    nowhere = None if "" in hidden else counts.get("", 0)
    shown.pop("", None)
    return Squares(shown, len(hidden - {""}), nowhere)


def _rates(
    tables: Mapping[str, Withheld], residents: Residents | None, ground: _Ground | None
) -> dict[str, list[Rate]]:
    """By what people said of themselves, and by what officers saw; nothing without residents."""
    if residents is None or ground is None:
        return {}
    counts = ResidentCount.objects.filter(table=residents, unit=ground.unit)
    people = dict(counts.values_list("group", "count"))
    table = tables["officer"]
    seen = {name: table.column_total(name) for name in table.table.columns}
    shown = {name: count for name, count in seen.items() if count is not None}
    own = {row: table.table.row_total(row) for row in table.table.rows}
    return {
        SELF_DEFINED: rates(own, {g: n for g, n in people.items() if g in own}, SELF_DEFINED),
        OFFICER_DEFINED: rates(
            shown, {g: n for g, n in people.items() if g in shown}, OFFICER_DEFINED
        ),
    }


def _words(rows: SearchQuerySet) -> Words:
    newest = next((form for form in catalogue.current_forms() if form.kind == KIND), None)
    fields: Mapping[str, Any] = newest.schema["properties"] if newest else {}
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit"))
    return Words(
        outcomes=fields.get("outcome", {}).get("x-labels", {}),
        objects=fields.get("object_of_search", {}).get("x-labels", {}),
        powers=fields.get("power", {}).get("x-labels", {}),
        units=_named(units.values_list("pk", "name", "parent__name")),
    )


def _named(rows: Any) -> dict[int, str]:
    """Two stations may each have a Response: what a unit is part of tells them apart."""
    return {pk: f"{name}, {above}" if above else name for pk, name, above in rows}
