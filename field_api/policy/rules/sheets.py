"""Files of rows that people keep in spreadsheets: read whole or not at all, and written so that no
spreadsheet runs a cell (OWASP, CSV injection) and reading gives back what was written.

No fault repeats what stands in a cell: whoever exports from another system may have left a password
in it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 4_000_000
"""Bytes of a file: 20,000 officers have half of it."""
MOST_ROWS = 20_000

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class What(StrEnum):
    UNITS = "units"
    OFFICERS = "officers"


COLUMNS: Mapping[What, Sequence[str]] = {
    What.UNITS: ("unit", "name", "under", "closed"),
    What.OFFICERS: (
        "number", "rank", "given_name", "surname", "email", "unit", "role", "starts_on", "ends_on"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Wrong:
    """`line` counts lines of the file from 1, as an editor does; `column` is "" for the line."""

    line: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` has every column, stripped."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: Sequence[Row]
    wrong: Sequence[Wrong]


def decoded(data: bytes) -> tuple[str, str]:
    """The text and what it was written in: UTF-8, with or without a byte order mark, or else what
    English Windows writes. Raises ValueError for what is neither.
    """
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise ValueError("It is neither UTF-8 nor Windows-1252: save it as CSV UTF-8.") from None


def read(text: str, columns: Sequence[str]) -> Sheet:
    """Rows of a CSV whose first line names its columns, in any order, and all that is wrong with
    them. Empty lines are passed over.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    wrong: list[Wrong] = []
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        wrong += _head(names, columns)
        if wrong:
            return Sheet([], wrong)
        begins = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found = _row(begins, names, cells, wrong)
                rows += [found] if found else []
            begins = reader.line_num + 1
            if len(rows) > MOST_ROWS:
                return Sheet([], [Wrong(begins, "", f"At most {MOST_ROWS} rows at a time.")])
    except csv.Error:
        wrong.append(Wrong(reader.line_num, "", "A quotation mark is not closed, or not doubled."))
    if not rows and not wrong:
        wrong.append(Wrong(1, "", "It has no rows."))
    return Sheet(rows, wrong)


def _head(names: Sequence[str], columns: Sequence[str]) -> list[Wrong]:
    # A file without a head has somebody's data there, so a name is not repeated unless it is ours.
    wrong = [
        Wrong(1, f"column {at}", "No such column.")
        for at, name in enumerate(names, 1)
        if name not in columns
    ]
    wrong += [Wrong(1, name, "It stands twice.") for name in columns if names.count(name) > 1]
    return wrong + [Wrong(1, name, "It is missing.") for name in columns if name not in names]


def _row(line: int, names: Sequence[str], cells: list[str], wrong: list[Wrong]) -> Row | None:
    if len(cells) != len(names):
        text = f"It has {len(cells)} cells, and the first line {len(names)}."
        wrong.append(Wrong(line, "", text))
        return None
    found = {name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=True)}
    odd = [name for name, cell in found.items() if not cell.isprintable()]
    wrong += [Wrong(line, name, "It has signs that can't be read.") for name in odd]
    return None if odd else Row(line, found)


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """RFC 4180 with a head; every cell quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(row[name]) for name in columns] for row in rows)
    return out.getvalue()


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if _runs(text) else text


def unguarded(text: str) -> str:
    """Without that apostrophe; 't Hooft keeps his."""
    return text[1:] if text.startswith("'") and _runs(text[1:]) else text


def _runs(text: str) -> bool:
    """Also behind apostrophes, so that taking one away again is never in doubt."""
    return text.lstrip("' \t\r\n\v\f\xa0").startswith(_FORMULA)
