"""A survey of how long entries took before, as a CSV file. Pure.

One row a kind: `kind,minutes,low,high,n,date,source`. Minutes are those of one entry with all that
followed from it, in the mean of `n` entries, between bounds; `date` is when the survey ended.
"""

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

COLUMNS = ("kind", "minutes", "low", "high", "n", "date", "source")
MOST_BYTES, MOST_ROWS = 64 << 10, 200


class NoSurvey(ValueError):
    """It is no such file. The message is for a person."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    kind: str
    minutes: float
    low: float
    high: float
    n: int
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Survey:
    """`digest` is the SHA-256 of the file's bytes, in hex."""

    digest: str
    rows: tuple[Surveyed, ...]


def read_survey(data: bytes) -> Survey:
    """Raises NoSurvey, naming the first row that can't be read. Whether such a kind exists and the
    values can be, is asked where they are proposed."""
    if len(data) > MOST_BYTES:
        raise NoSurvey(f"A survey has at most {MOST_BYTES >> 10} KiB")
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NoSurvey("It is no CSV in UTF-8") from None
    if not table or tuple(table[0]) != COLUMNS:
        raise NoSurvey(f"Its first row is not {','.join(COLUMNS)}")
    rows = [row for row in table[1:] if row]
    if not 0 < len(rows) <= MOST_ROWS:
        raise NoSurvey(f"A survey has from one row to {MOST_ROWS}")
    return Survey(sha256(data).hexdigest(), tuple(_row(n, row) for n, row in enumerate(rows, 1)))


def _row(number: int, row: list[str]) -> Surveyed:
    if len(row) != len(COLUMNS):
        raise NoSurvey(f"Row {number} has {len(row)} cells, not {len(COLUMNS)}")
    kind, *bounds, n, on, source = (cell.strip() for cell in row)
    try:
        minutes, low, high = (_minutes(cell) for cell in bounds)
        return Surveyed(kind, minutes, low, high, _count(n), date.fromisoformat(on), source)
    except ValueError:
        wanted = "three numbers, how many, and a day as 2026-11-23"
        raise NoSurvey(f"Row {number} does not have {wanted}") from None


def _minutes(cell: str) -> float:
    found = float(cell)
    if not math.isfinite(found):
        raise ValueError("not a number of minutes")
    return found


def _count(cell: str) -> int:
    found = int(cell)
    if not 0 < found < 1_000_000:
        raise ValueError("not a number of entries")
    return found
