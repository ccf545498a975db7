"""What a community's scrutiny panel is given of a quarter: the same tables as paper and as CSV.

Nothing in it names anybody, small numbers are withheld (`withholding`), and a pack is always of a
whole force and a whole quarter: two that overlap could be taken from each other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from field_api.insights.rules.ethnicity import OFFICER_DEFINED, SELF_DEFINED
from field_api.insights.rules.lines import line
from field_api.insights.rules.scrutiny import PER, Rate, Share
from field_api.insights.rules.withholding import SMALLEST, Withheld

MARKING = "OFFICIAL"
"""Fit to be published. The marking says how it is handled until then."""

WITHHELD = "withheld"
TOTAL = "All"
COLUMNS = ("marking", "force", "quarter", "table", "ethnicity", "of", "searches", "note")

_WRITTEN = re.compile(r"(20\d\d)-Q([1-4])", re.ASCII)
_BY = {SELF_DEFINED: "as people said it", OFFICER_DEFINED: "as officers saw it"}

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> "Quarter":
        """From `2026-Q3`. Raises ValueError."""
        found = _WRITTEN.fullmatch(text)
        if not found:
            raise ValueError("a quarter is written as 2026-Q3")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return (self.first + timedelta(days=95)).replace(day=1) - timedelta(days=1)

    @property
    def before(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Pack:
    """`residents` says which table rates are held against, blank without one. `find` is the share
    of searches whose outcome was linked to what was looked for; none where it is withheld."""

    force: str
    quarter: Quarter
    total: int
    few: bool
    tables: Sequence[Withheld]
    find: Share | None = None
    finds: Mapping[str, Share] = field(default_factory=dict)
    rates: Mapping[str, Sequence[Rate]] = field(default_factory=dict)
    residents: str = ""
    squares: Mapping[str, int] = field(default_factory=dict)
    squares_hidden: int = 0


def paper(pack: Pack, dated: str) -> Part:
    """The document that `connectors.actions.papers.pdf` sets; `dated` is ISO 8601 with offset."""
    return {
        "title": "Stop and search: for community scrutiny",
        "reference": f"scrutiny {pack.force} {pack.quarter}",
        "marking": MARKING,
        "version": "",
        "dated": dated,
        "sections": [
            {"heading": "What this is", "rows": list(_about(pack))},
            {"heading": "How often it was found", "rows": list(_found(pack))},
            *({"heading": f"Rates, {_BY[by]}", "rows": _rated(pack, by)} for by in _BY),
            *(_section(table) for table in pack.tables),
            {"heading": "Where, by squares of 2 km", "rows": list(_where(pack))},
        ],
    }


def lines(pack: Pack) -> Iterator[str]:
    """As CSV: a line for each count, with why it is not said where it is withheld."""
    yield line(COLUMNS)
    said = MARKING, pack.force, str(pack.quarter)
    if pack.few:
        yield line((*said, "all", TOTAL, TOTAL, WITHHELD, f"fewer than {SMALLEST} searches"))
        return
    yield line((*said, "all", TOTAL, TOTAL, str(pack.total), ""))
    for table in pack.tables:
        for row, column, count in cells(table):
            note = "small, or would tell a small one" if count is None else ""
            yield line((*said, table.table.name, row, column, number(count), note))
    for square, searches in sorted(pack.squares.items()):
        yield line((*said, "square", TOTAL, square, str(searches), "2 km, south-west corner"))


def cells(shown: Withheld) -> Iterator[tuple[str, str, int | None]]:
    """(row, column, count or none), with the totals of both."""
    table = shown.table
    for row in table.rows:
        for column in table.columns:
            yield row, column, shown.cell(row, column)
        yield row, TOTAL, table.row_total(row)
    for column in table.columns:
        yield TOTAL, column, shown.column_total(column)


def number(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


def percent(found: Share) -> str:
    return f"{100 * found.value:.1f} % ({100 * found.low:.1f} to {100 * found.high:.1f})"


def _about(pack: Pack) -> Iterator[Part]:
    yield _row("Force", pack.force)
    yield _row("Searches that happened", f"{pack.quarter.first} to {pack.quarter.last}")
    yield _row("Searches", f"fewer than {SMALLEST}" if pack.few else str(pack.total))
    yield _row("Residents", pack.residents or "Not known here: no rates are given")
    yield _row(
        "Withheld",
        f"Counts from 1 to {SMALLEST - 1}, and as many others as it takes that no total gives them "
        "away. Small groups are joined with another.",
    )
    yield _row("In brackets", "Between these lies the true figure in 95 of 100 such counts.")


def _found(pack: Pack) -> Iterable[Part]:
    if pack.find is None:
        return [
            _row(
                "Outcome linked to the object",
                WITHHELD if pack.total or pack.few else "No searches",
            )
        ]
    by_group = [_row(group, percent(found)) for group, found in pack.finds.items()]
    return [_row("Outcome linked to the object", percent(pack.find)), *by_group]


def _rated(pack: Pack, by: str) -> list[Part]:
    return [_row(one.group, _rate(one)) for one in pack.rates.get(by, ())]


def _rate(one: Rate) -> str:
    said = f"{one.rate:.2f} searches for each {PER:,} residents"
    if one.ratio is None or one.low is None or one.high is None:
        return said
    return f"{said}; {one.ratio:.2f} times that of White ({one.low:.2f} to {one.high:.2f})"


def _section(shown: Withheld) -> Part:
    table = shown.table
    every = {
        "heading": TOTAL,
        "rows": [_row(c, number(shown.column_total(c))) for c in table.columns],
    }
    return {
        "heading": table.title,
        "groups": [every, *(_group(shown, row) for row in table.rows if table.row_total(row))],
    }


def _group(shown: Withheld, row: str) -> Part:
    """Nought is left out: on paper, most of a table would be that."""
    counts = {column: shown.cell(row, column) for column in shown.table.columns}
    rows = [_row(column, number(count)) for column, count in counts.items() if count != 0]
    return {"heading": f"{row}: {shown.table.row_total(row)}", "rows": rows}


def _where(pack: Pack) -> Iterator[Part]:
    often = sorted(pack.squares.items(), key=lambda each: (-each[1], each[0]))
    for square, searches in often:
        yield _row(square, str(searches))
    if pack.squares_hidden:
        yield _row("Squares that are withheld", str(pack.squares_hidden))


def _row(label: str, value: str) -> Part:
    return {"label": label, "value": value}
