"""Searches counted two ways at once: a table of groups by what is asked of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Crossed:
    """Counts of `rows` by `columns`; what `counts` has no pair of is nought. `name` is for files,
    `title` for people; `rows` and `columns` say what each is called."""

    name: str
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Counts

    def cell(self, row: str, column: str) -> int:
        return self.counts.get((row, column), 0)

    def row_total(self, row: str) -> int:
        return sum(self.cell(row, column) for column in self.columns)

    def column_total(self, column: str) -> int:
        return sum(self.cell(row, column) for row in self.rows)

    @property
    def total(self) -> int:
        return sum(self.row_total(row) for row in self.rows)

    def merged(self, names: Mapping[str, str]) -> "Crossed":
        """With rows joined under the names given; rows that are not named stay."""
        rows = tuple(dict.fromkeys(names.get(row, row) for row in self.rows))
        counts: dict[tuple[str, str], int] = {}
        for (row, column), count in self.counts.items():
            key = names.get(row, row), column
            counts[key] = counts.get(key, 0) + count
        return Crossed(self.name, self.title, rows, self.columns, counts)


def crossed(
    name: str,
    title: str,
    found: Iterable[tuple[str, str, int]],
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> Crossed:
    """Of (row, column, count), in any order and repeated or not; those of `rows` and `columns` come
    first and in their order, whether found or not, then what else was found, by how often."""
    counts: dict[tuple[str, str], int] = {}
    for row, column, count in found:
        counts[row, column] = counts.get((row, column), 0) + count
    return Crossed(name, title, _named(rows, counts, 0), _named(columns, counts, 1), counts)


def _named(first: Sequence[str], counts: Counts, which: int) -> tuple[str, ...]:
    often: dict[str, int] = {}
    for key, count in counts.items():
        often[key[which]] = often.get(key[which], 0) + count
    rest = sorted(set(often) - set(first), key=lambda name: (-often[name], name))
    return (*first, *rest)
