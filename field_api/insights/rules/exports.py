"""Tables of figures for other people's tools: which columns, in which order, by which key. Pure.

A version of a table is a promise (docs/bi.md): its columns keep their names, their order and what
they mean. Further ones may come at the end. What can't be kept gets the next version, and the one
before goes on beside it.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from field_api.insights.rules.lines import line

MOST, USUAL = 5000, 1000
"""Rows of a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """`path` is where the value stands, as the tables of insight name it."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Table:
    """`key`: paths that name one row and never change, though rows are counted anew: pages are cut
    by it."""

    name: str
    version: int
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(column.path for column in self.columns)


def _table(name: str, key: Sequence[str], columns: str) -> Table:
    """Columns as `name` or `name=path`; those that every table has come first."""
    said = (f"day force=force__code unit=unit_id unit_name=unit__name kind {columns}").split()
    made = tuple(Column(one.partition("=")[0], one.rpartition("=")[2]) for one in said)
    return Table(name, 1, made, ("day", "unit_id", "kind", *key))


_SYSTEM = "system=system__code system_name=system__name"

TABLES = {
    one.name: one
    for one in (
        _table(
            "days",
            (),
            "entries reviewed first_right returned rejected sampled_out revisions counted typed "
            "chosen reused filled required_filled required_all waited_s waits",
        ),
        _table("fields", ("version", "pointer"), "version pointer returned refused corrected"),
        _table(
            "systems",
            ("system_id",),
            f"{_SYSTEM} accepted refused dead waiting fields waits here",
        ),
        _table("refusals", ("system_id", "reason"), f"{_SYSTEM} reason count"),
        _table(
            "entities",
            ("type",),
            "type mentions nameless alone doubled given surname born gender contact whole",
        ),
    )
}


def told(value: object) -> object:
    """As JSON has it: a day as text, all else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def csv_line(values: Iterable[object]) -> str:
    """A row of CSV; a list is its members with spaces between."""
    return line(_cell(told(value)) for value in values)


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def mark(key: Sequence[object]) -> str:
    """After which row a page begins, for an address."""
    text = json.dumps([told(each) for each in key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unmarked(text: str, size: int) -> list[Any]:
    """What `mark` was made of, days as text. Raises ValueError."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        key = json.loads(raw)
    except (binascii.Error, UnicodeError, RecursionError) as fault:
        raise ValueError("not a mark of ours") from fault
    if not isinstance(key, list) or len(key) != size:
        raise ValueError("not a mark of this table")
    if not all(map(_kept, key)):
        raise ValueError("not a mark of ours")
    return key


def _kept(part: object) -> bool:
    """Whether the database could hold it."""
    if isinstance(part, str):
        return "\0" not in part
    return type(part) is int and abs(part) < 2**63
