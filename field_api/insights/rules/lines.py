"""A row as a line of CSV (RFC 4180) that no spreadsheet runs."""

import csv
import io
import re
from collections.abc import Iterable

from field_api.audit.rules.cells import safe

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def line(cells: Iterable[str]) -> str:
    """Quoted where it must be. A plain number stands as it is, west of Greenwich too: a spreadsheet
    reads no formula in it, and who takes the file reads no number behind an apostrophe."""
    written = io.StringIO()
    said = (cell if _NUMBER.fullmatch(cell) else safe(cell) for cell in cells)
    csv.writer(written).writerow(said)
    return written.getvalue()
