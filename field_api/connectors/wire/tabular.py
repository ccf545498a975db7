"""Documents as CSV, for systems that load files of rows (RFC 4180, UTF-8, a header, CRLF)."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from field_api.connectors.rules import ConfigRefused, FieldFault

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


class Csv:
    """`columns` are the names of the header, in order. `records` names the member that is the list
    of rows; without it the document is the one row.

    A spreadsheet runs a cell that begins like a formula, and what a witness said may begin like
    one. So text of that sort gets an apostrophe in front (OWASP, CSV injection), in every cell, all
    of which are quoted. Text that begins with an apostrophe gets a second one, so that a reader can
    take the first away again without doubt. `exact_cells` leaves cells as they are, for a receiver
    that promises never to open the file in a spreadsheet; a phone number may need it.
    """

    extension = ".csv"
    content_type = "text/csv; charset=utf-8; header=present"

    def __init__(self, config: dict[str, Any]) -> None:
        columns: Any = config.get("columns")
        if not _names(columns):
            raise ConfigRefused("columns is the list of the header's names, each once")
        self._columns: list[str] = columns
        self._records = records_of(config)
        self._exact = config.get("exact_cells", False)
        if not isinstance(self._exact, bool):
            raise ConfigRefused("exact_cells is true or false")

    def written(self, document: dict[str, Any]) -> bytes:
        """Raises ValueError for what has no column, or is no single value: dropping it in silence
        would lose what an officer wrote.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(self._columns)
        for pointer, row in rows(document, self._records):
            if unknown := set(row) - set(self._columns):
                raise ValueError(f"{pointer}/{min(unknown)} has no column")
            writer.writerow(
                self._cell(row.get(name), f"{pointer}/{name}") for name in self._columns
            )
        return text.getvalue().encode()

    def faults(self, payload: bytes) -> list[FieldFault]:
        try:
            table = list(csv.reader(io.StringIO(payload.decode(), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            return [FieldFault("", "is not CSV in UTF-8")]
        if not table or table[0] != self._columns:
            return [FieldFault("", "does not begin with the header that was agreed")]
        if len(table) == 1:
            return [FieldFault("", "has no row")]
        return [
            FieldFault(f"/{n}", f"has {len(row)} cells, not {len(self._columns)}")
            for n, row in enumerate(table[1:])
            if len(row) != len(self._columns)
        ]

    def _cell(self, value: Any, pointer: str) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)  # -5 is a number, to a spreadsheet too
        if not isinstance(value, str):
            raise ValueError(f"{pointer} is not one value")
        if "\x00" in value:
            raise ValueError(f"{pointer} holds a NUL")
        return value if self._exact else guarded(value)


def guarded(text: str) -> str:
    """Also when blanks come first: some programs strip them."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def records_of(config: dict[str, Any]) -> str:
    records = config.get("records", "")
    if not isinstance(records, str):
        raise ConfigRefused("records is the name of the member that holds the rows")
    return records


def rows(document: dict[str, Any], records: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each record with its JSON pointer. Raises ValueError."""
    if not records:
        yield "", document
        return
    found = document.get(records)
    if not isinstance(found, list) or not found or set(document) != {records}:
        raise ValueError(f"/{records} must be a list of rows, and nothing beside it")
    for n, row in enumerate(found):
        if not isinstance(row, dict):
            raise ValueError(f"/{records}/{n} is no row")
        yield f"/{records}/{n}", row


def _names(columns: Any) -> bool:
    return (
        isinstance(columns, list)
        and bool(columns)
        and all(isinstance(name, str) and name.isprintable() and name for name in columns)
        and len(set(columns)) == len(columns)
    )
