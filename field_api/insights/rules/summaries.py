"""A published summary of stop and search, as BlackThrive/ExtractSS writes it: counts by year, local
authority and ethnicity of each object, legislation and outcome.

The words are the publisher's, and are kept as they are.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from field_api.insights.rules.crossed import Crossed, crossed
from field_api.insights.rules.published_files import NoSuchFile, table

COLUMNS = (
    *("year", "la_name", "la_code", "county", "region", "country", "force", "ethnicity"),
    *("metric", "metric_category", "frequency", "percentage"),
)
METRICS = {
    "object_of_search": "Object of search",
    "legislation": "Legislation",
    "outcome": "Outcome",
}
_MOST = (32 << 20, 100_000)  # bytes and rows
_CALLED = "the twelve columns of such a summary"
LONGEST = {"la_name": 100, "la_code": 12, "ethnicity": 60, "metric_category": 100}

_YEAR, _COUNT = re.compile(r"20\d\d", re.ASCII), re.compile(r"\d{1,9}", re.ASCII)
_APART = 0.01
"""Points of a percentage: what rounding may leave between theirs and ours."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One row. `percentage` is what the file says it is of its group, 0 to 100."""

    year: int
    area_code: str
    area: str
    ethnicity: str
    metric: str
    category: str
    count: int
    percentage: float

    @property
    def group(self) -> tuple[int, str, str, str]:
        """What its percentage is of."""
        return self.year, self.area_code, self.ethnicity, self.metric


@dataclass(frozen=True, slots=True)
class SummaryFile:
    """`digest` is the SHA-256 of its bytes, in hex; `others` counts rows of other forces, which
    are not in `rows`."""

    digest: str
    rows: tuple[Counted, ...]
    others: int

    @property
    def uneven(self) -> list[tuple[int, str, str, str]]:
        """Groups of which some row's percentage is not what the rows here make it: one is lacking,
        or was changed."""
        totals: Counter[tuple[int, str, str, str]] = Counter()
        for row in self.rows:
            totals[row.group] += row.count
        apart = {row.group for row in self.rows if _differs(row, totals[row.group])}
        return sorted(apart)


def read_summary(data: bytes, *, force: str) -> SummaryFile:
    """The rows of one force, by the name it is published under. Raises NoSuchFile, whose message is
    for a person and repeats nothing of the file but numbers of rows."""
    table_rows = table(data, COLUMNS, _CALLED, _MOST)
    every = [_row(number, row) for number, row in enumerate(table_rows, 1)]
    rows = [counted for of, counted in every if of == force]
    if not rows:
        raise NoSuchFile("It has no row of that force")
    keys = Counter((*row.group, row.category) for row in rows)
    if max(keys.values()) > 1:
        raise NoSuchFile("It counts the same thing twice")
    return SummaryFile(sha256(data).hexdigest(), tuple(rows), len(every) - len(rows))


def published(rows: Iterable[tuple[str, str, int]], metric: str, title: str) -> Crossed:
    """Of (ethnicity, category, count): a table of ethnicities by what they were searched for, by
    what power, or with what outcome."""
    return crossed(metric, title, sorted(rows))


def _row(number: int, row: dict[str, str]) -> tuple[str, Counted]:
    whole = _YEAR.fullmatch(row["year"]) and _COUNT.fullmatch(row["frequency"])
    if not whole or row["metric"] not in METRICS:
        raise NoSuchFile(f"Row {number} is no count of a year, a metric and a category")
    if any(not row[name].strip() or len(row[name]) > most for name, most in LONGEST.items()):
        raise NoSuchFile(f"Row {number} has a name that is blank or too long")
    try:
        percentage = float(row["percentage"])
    except ValueError:
        raise NoSuchFile(f"Row {number} has no percentage") from None
    return row["force"], Counted(
        int(row["year"]),
        row["la_code"],
        row["la_name"],
        row["ethnicity"],
        row["metric"],
        row["metric_category"],
        int(row["frequency"]),
        percentage,
    )


def _differs(row: Counted, total: int) -> bool:
    ours = 100 * row.count / total if total else 0.0
    return not abs(ours - row.percentage) <= _APART
