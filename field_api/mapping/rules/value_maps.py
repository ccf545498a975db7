"""Their codes for ours, as a configurator keeps them: in a table, or as CSV from a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from field_api.connectors.rules import FieldFault
from field_api.mapping.rules.pointers import pointer

HEAD = ("map", "ours", "theirs")
MOST_ROWS = 10_000
LONGEST = 300
_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
# A spreadsheet takes these as the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Maps = dict[str, dict[str, Any]]


class Unreadable(ValueError):
    """The CSV can't be taken. The message names the line and says why."""


def faults(maps: object) -> Iterator[FieldFault]:
    if not isinstance(maps, dict) or not all(isinstance(one, dict) for one in maps.values()):
        yield FieldFault("/value_maps", "is {map: {ours: theirs}}")
        return
    if sum(len(one) for one in maps.values()) > MOST_ROWS:
        yield FieldFault("/value_maps", f"at most {MOST_ROWS} rows")
    for name, rows in maps.items():
        if not _NAME.fullmatch(name):
            yield FieldFault(pointer(("value_maps", name)), "a name is a-z, 0-9 and _, 40 at most")
        for ours, theirs in rows.items():
            if isinstance(theirs, dict | list) or len(str(theirs)) > LONGEST:
                text = f"is one value of {LONGEST} characters at most"
                yield FieldFault(pointer(("value_maps", name, ours)), text)


def written(maps: Maps) -> str:
    """CSV with the columns map, ours, theirs. Every value is text: see `read`."""
    page = io.StringIO()
    out = csv.writer(page)
    out.writerow(HEAD)
    for name, rows in sorted(maps.items()):
        out.writerows([name, _inert(ours), _inert(_text(theirs))] for ours, theirs in rows.items())
    return page.getvalue()


def read(page: str) -> Maps:
    """The same back. Raises Unreadable. What is empty on the right is null: a code that their list
    does not have, and that may be left out without a fault.
    """
    maps: Maps = {}
    try:
        rows = list(csv.reader(io.StringIO(page.removeprefix("\ufeff")), strict=True))
    except csv.Error as error:
        raise Unreadable(f"this is no CSV: {error}") from None
    if not rows or tuple(rows[0]) != HEAD:
        raise Unreadable(f"line 1: the columns are {', '.join(HEAD)}")
    if len(rows) > MOST_ROWS + 1:
        raise Unreadable(f"at most {MOST_ROWS} rows")
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != len(HEAD):
            raise Unreadable(f"line {line}: three columns")
        name, ours, theirs = (cell.removeprefix("'") if i else cell for i, cell in enumerate(row))
        if ours in maps.setdefault(name, {}):
            raise Unreadable(f"line {line}: {ours} stands twice in {name}")
        maps[name][ours] = theirs or None
    return maps


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
