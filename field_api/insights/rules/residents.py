"""A table of residents by ethnicity, as a force brings it in: CSV with three columns.

`unit` is blank for the whole area of the force, or the name of a unit whose ground is meant;
`ethnicity` one of the five groups or a code of the 18+1, which is added to its group.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from field_api.insights.rules.ethnicity import GROUPS, NOT_STATED, said
from field_api.insights.rules.published import SELF_DEFINED
from field_api.insights.rules.published_files import NoSuchFile

COLUMNS = ("unit", "ethnicity", "residents")
MOST_BYTES, MOST_ROWS = 1 << 20, 20_000

_COUNT = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ResidentsFile:
    """`counts` by unit (blank for the whole area), then by group: all five of each."""

    digest: str
    counts: Mapping[str, Mapping[str, int]]


def read_residents(data: bytes) -> ResidentsFile:
    """Raises NoSuchFile, whose message is for a person and says which row."""
    counts: dict[str, dict[str, int]] = {}
    known: set[tuple[str, str]] = set()
    for number, (unit, ethnicity, residents) in enumerate(_table(data), 1):
        group = _group(ethnicity)
        if not group:
            raise NoSuchFile(f"Row {number} names no ethnicity of the census")
        if not _COUNT.fullmatch(residents):
            raise NoSuchFile(f"Row {number} has no count of residents")
        if (unit, ethnicity) in known:
            raise NoSuchFile(f"Row {number} says again what an earlier row said")
        known.add((unit, ethnicity))
        its = counts.setdefault(unit, {})
        its[group] = its.get(group, 0) + int(residents)
    _whole(counts, known)
    return ResidentsFile(sha256(data).hexdigest(), counts)


def _group(ethnicity: str) -> str:
    if ethnicity in GROUPS:
        return ethnicity
    group = said(ethnicity) if ethnicity in SELF_DEFINED else NOT_STATED
    return "" if group == NOT_STATED else group


def _whole(counts: Mapping[str, Mapping[str, int]], known: set[tuple[str, str]]) -> None:
    """A group that is lacking would read as nobody, and one given both ways is counted twice."""
    if not counts:
        raise NoSuchFile("It has no rows")
    for unit, groups in counts.items():
        lacking = [group for group in GROUPS if group not in groups]
        if lacking:
            raise NoSuchFile(f"{unit or 'The whole area'} lacks {', '.join(lacking)}")
    both = [(unit, code) for unit, code in known if code not in GROUPS]
    if any((unit, said(code)) in known for unit, code in both):
        raise NoSuchFile("A group is given as a whole and by its parts")


def _table(data: bytes) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise NoSuchFile(f"A file has at most {MOST_BYTES >> 20} MiB")
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise NoSuchFile("It is no CSV in UTF-8") from None
    if not table or tuple(table[0]) != COLUMNS:
        raise NoSuchFile(f"Its first row is not {', '.join(COLUMNS)}")
    if len(table) - 1 > MOST_ROWS:
        raise NoSuchFile(f"A file has at most {MOST_ROWS} rows")
    for number, row in enumerate(table[1:], 1):
        if len(row) != len(COLUMNS):
            raise NoSuchFile(f"Row {number} has {len(row)} cells, not {len(COLUMNS)}")
    return [[cell.strip() for cell in row] for row in table[1:]]
