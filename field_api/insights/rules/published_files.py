"""A published file of stop and search, as rows, and each row as the body of an entry.

An entry says whose search it was, which file and row it is from, and what of the row it could not
hold: nothing that the file said is lost.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from field_api.insights.rules.published import COLUMNS
from field_api.insights.rules.rereading import BLANK, Departure, stop_search_body
from field_api.insights.rules.shape import Row
from field_api.lib import clock

_MOST = (64 << 20, 200_000)  # bytes and rows
_CALLED = "the fifteen columns of data.police.uk"
LONGEST_CELL, LONGEST_WHY = 500, 200
PUBLISHED_SEARCH = "published-search"
_SPACE = UUID("0f3c6c1e-0d52-5d0e-8f0b-7c1f7d4a6b90")


class NoSuchFile(ValueError):
    """It is no published file. The message is for a person and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file. `number` counts from 1, below the header."""

    number: int
    body: dict[str, Any]
    departures: tuple[Departure, ...]
    occurred_at: datetime

    def entry(self, file: "PublishedFile", force: str) -> UUID:
        return uuid5(_SPACE, f"entry {force} {file.digest} {self.number}")

    def submission(self, file: "PublishedFile", force: str) -> UUID:
        return uuid5(_SPACE, f"submission {force} {file.digest} {self.number}")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """`digest` is the SHA-256 of its bytes, in hex. `reasons` counts what departs, by column and
    why; what no row of this format holds is not counted.
    """

    digest: str
    lines: tuple[Line, ...]

    @property
    def reasons(self) -> list[tuple[str, str, int]]:
        told = Counter(
            (one.column, one.reason.split(": “")[0])
            for line in self.lines
            for one in line.departures
        )
        return [(column, reason, count) for (column, reason), count in sorted(told.items())]


def read_published(data: bytes, *, publisher: str) -> PublishedFile:
    """Raises NoSuchFile. A row that can't be read as values is kept with what it says."""
    digest = sha256(data).hexdigest()
    rows = table(data, COLUMNS, _CALLED, _MOST)
    month = _month(rows)
    return PublishedFile(
        digest,
        tuple(_line(number, row, publisher, digest, month) for number, row in enumerate(rows, 1)),
    )


def table(data: bytes, columns: Sequence[str], called: str, most: tuple[int, int]) -> list[Row]:
    """The rows of a CSV that begins with exactly these columns; `called` says which they are.
    Raises NoSuchFile, also beyond so many bytes and rows."""
    most_bytes, most_rows = most
    if len(data) > most_bytes:
        raise NoSuchFile(f"A file has at most {most_bytes >> 20} MiB")
    try:
        read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NoSuchFile("It is no CSV in UTF-8") from None
    if not read or read[0] != list(columns):
        raise NoSuchFile(f"Its first row is not {called}")
    if len(read) - 1 > most_rows:
        raise NoSuchFile(f"A file has at most {most_rows} rows")
    for number, row in enumerate(read[1:], 1):
        if len(row) != len(columns):
            raise NoSuchFile(f"Row {number} has {len(row)} cells, not {len(columns)}")
    return [dict(zip(columns, row, strict=True)) for row in read[1:]]


def _line(number: int, row: Row, publisher: str, digest: str, month: datetime) -> Line:
    body, found = stop_search_body(row)
    departures = tuple(
        one for one in found if one.column and row[one.column] and one.reason != BLANK
    )
    body |= {"publisher": publisher, "file_digest": digest, "file_row": number}
    if departures:
        body["departures"] = [_departed(one, row) for one in departures]
    began = body.get("started_at")
    return Line(number, body, departures, clock.parse(began) if began else _day(row, month))


def _departed(one: Departure, row: Row) -> dict[str, str]:
    was = row[one.column].replace("\x00", "")[:LONGEST_CELL]
    said = {"column": one.column, "was": was, "reason": one.reason[:LONGEST_WHY]}
    return said if was.strip() else {"column": one.column, "reason": one.reason[:LONGEST_WHY]}


def _month(rows: Sequence[Row]) -> datetime:
    """The first of the month that most rows are of: files are published a month at a time."""
    months = Counter(row["Date"][:7] for row in rows if _first(row["Date"]))
    most = months.most_common(1)
    return (_first(most[0][0]) if most else None) or datetime(2000, 1, 1, tzinfo=UTC)


def _day(row: Row, month: datetime) -> datetime:
    return _first(row["Date"]) or month


def _first(text: str) -> datetime | None:
    try:
        return (
            datetime(int(text[:4]), int(text[5:7]), 1, 12, tzinfo=UTC) if text[4:5] == "-" else None
        )
    except ValueError:
        return None
