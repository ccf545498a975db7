"""Workbooks (.xlsx, ECMA-376) as forms, and forms as workbooks.

A workbook comes from outside: it is measured before it is unpacked, nothing in it is calculated,
and nothing it points at is fetched.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from field_api.catalogue import lint
from field_api.catalogue.rules import xlsform
from field_api.catalogue.rules.xlsform import Said, Told, Unreadable

LARGEST = 2 * 1024 * 1024
_UNPACKED = 32 * 1024 * 1024
_PARTS = 300
_ROWS = 5_000
_COLUMNS = 200
_CELL = 32_767
_SHEETS = 30
_ERAS = (1980, 1, 1, 0, 0, 0)
_WIDE = {"label": 44, "hint": 44, "value": 44, "say": 60, "copy": 40, "relevant": 30}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form that is fit to publish, and what was assumed where the workbook said nothing."""

    document: dict[str, Any]
    notices: tuple[Said, ...]


def read(data: bytes, kind: str | None = None) -> Sheet:
    """The form in a workbook. `kind` is its name where it is known already.

    What is left unread is said: among the faults too, since it may be why there are any. Raises
    Unreadable: its faults name sheet, row and column, and say what to do.
    """
    grids, unread = _grids(data)
    try:
        document, notices = xlsform.document_of(grids, kind)
    except Unreadable as error:
        raise Unreadable([*error.faults, *unread]) from None
    if faults := lint.faults(document):
        raise Unreadable([*(Said("survey", 0, "", fault) for fault in faults), *unread])
    return Sheet(document, (*unread, *notices))


def write(document: dict[str, Any]) -> bytes:
    """The workbook of a form: the same bytes for the same form, on any day.

    Raises ValueError for a document that is not fit to publish, or too long for a cell.
    """
    book = Workbook(write_only=True)
    for name, grid in xlsform.sheets_of(document).items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for at, head in enumerate(grid[0]):
            sheet.column_dimensions[xlsform.letter(at)].width = _WIDE.get(head, 18)
        for number, line in enumerate(grid):
            sheet.append([_cell(sheet, text, number == 0) for text in line])
    made = io.BytesIO()
    book.save(made)
    return _timeless(made)


def _cell(sheet: Any, text: str, head: bool) -> Any:
    if not text:
        return None
    if len(text) > _CELL:
        raise ValueError(f"longer than a cell may be: {text[:40]}")
    cell = WriteOnlyCell(sheet, text)
    # A text that begins with = is a text: nothing of ours is ever calculated.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)
    return cell


def _timeless(made: io.BytesIO) -> bytes:
    """The same parts with one date for all: openpyxl writes the hour into both."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"1980-01-01T00:00:00Z", part)
            entry = zipfile.ZipInfo(name, _ERAS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()


def _grids(data: bytes) -> tuple[dict[str, list[list[str]]], list[Said]]:
    """Each sheet by its name, and what of them was left unread."""
    _measure(data)
    told = Told()
    try:
        # It warns of styles and validations that it leaves out: neither is read here.
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            held = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
            grids = {sheet.title: _grid(sheet, told) for sheet in held[:_SHEETS]}
            for sheet in held[_SHEETS:]:
                say = f"left unread: only the first {_SHEETS} sheets are; move it to the front"
                told.of_sheet(sheet.title, say)
            book.close()
    except Unreadable:
        raise
    # What openpyxl raises on a workbook made to annoy is whatever it stumbled over.
    except (InvalidFileException, zipfile.BadZipFile, *_STUMBLES) as error:
        raise _refused("cannot be read as a workbook; save it again as .xlsx") from error
    if told.faults:
        raise Unreadable(told.faults)
    return grids, told.notices


_STUMBLES = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
    OverflowError, RecursionError, EOFError, NotImplementedError, AssertionError, RuntimeError,
)  # fmt: skip


def _refused(say: str) -> Unreadable:
    return Unreadable([Said("the file", 0, "", say)])


def _measure(data: bytes) -> None:
    """Look at a workbook from outside. Python unpacks no part beyond the size it declares."""
    if len(data) > LARGEST:
        raise _refused(f"larger than {LARGEST // 1024 // 1024} MB; take pictures out of it")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise _refused("far larger unpacked than a form is; copy the sheets into a new one")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise _refused("holds macros; save it as .xlsx, without macros")
            for part in parts:
                _plain(packed.read(part))
    except (zipfile.BadZipFile, *_STUMBLES) as error:
        if isinstance(error, Unreadable):
            raise
        raise _refused("is no workbook; save it as .xlsx (not .xls, .ods or .csv)") from error


def _plain(part: bytes) -> None:
    """XML that defines entities of its own is no work of a spreadsheet program."""
    head = part[:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise _refused("is written in a way no spreadsheet program does; save it again as .xlsx")


def _grid(sheet: Any, told: Told) -> list[list[str]]:
    """The cells as text. What the sheet claims of its own size is not believed."""
    sheet.reset_dimensions()
    grid, beyond = [], 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > _ROWS:
            say = f"more than {_ROWS} rows; delete the empty ones below the last"
            raise Unreadable([Said(sheet.title, number, "", say)])
        grid.append(list(_texts(sheet.title, number, row[:_COLUMNS], told.faults)))
        beyond = beyond or _filled_beyond(row)
    if beyond:
        say = (
            f"left unread from column {xlsform.letter(_COLUMNS)} on: only {_COLUMNS} columns are;"
            f" the first that holds anything is {xlsform.letter(beyond)}"
        )
        told.of_sheet(sheet.title, say)
    return grid or [[]]


def _filled_beyond(row: Any) -> int:
    """The first column that is not read and holds anything, counted from 0; 0 for none."""
    rest = enumerate(row[_COLUMNS:], _COLUMNS)
    return next((at for at, cell in rest if _text(cell.value).strip()), 0)


def _texts(title: str, number: int, row: Any, faults: list[Said]) -> Iterator[str]:
    for at, cell in enumerate(row):
        if cell.data_type in ("f", "e"):
            what = "a formula" if cell.data_type == "f" else "an error"
            say = f"holds {what}; put the text itself there (copy, then paste values)"
            faults.append(Said(title, number, xlsform.letter(at), say))
        yield _text(cell.value)


def _text(value: object) -> str:
    """As a person reads the cell: 5 for 5.0, yes for TRUE."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
