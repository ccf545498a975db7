"""Rows as CSV that no spreadsheet runs (OWASP: CSV injection)."""

import csv
import io
from collections.abc import Iterable

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula. White space
    before the sign is passed over, for some spreadsheets trim it; NUL, which would cut the file
    short in some, goes.
    """
    text = text.replace("\0", "")
    return f"'{text}" if text[:1] in _STARTS or text.lstrip()[:1] in _STARTS else text


def line(cells: Iterable[object]) -> str:
    """One row, every cell quoted (RFC 4180)."""
    written = io.StringIO()
    said = ("" if cell is None else safe(str(cell)) for cell in cells)
    csv.writer(written, quoting=csv.QUOTE_ALL).writerow(said)
    return written.getvalue()
