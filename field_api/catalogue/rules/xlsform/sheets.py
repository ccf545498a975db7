"""Sheets as rows of text, and what is said about them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Grid = Sequence[Sequence[str]]
"""A sheet: its head, then its rows; every cell as text, empty cells as ""."""

_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said about one place: sheet, row from 1 (0: the sheet as a whole), column."""

    sheet: str
    row: int
    column: str
    say: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.sheet}{row}{column}: {self.say}"


class Unreadable(ValueError):
    """The sheets are no form. `faults` says where, and what to do about it."""

    def __init__(self, faults: Sequence[Said]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns' names; white space around a cell is no part of it."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(slots=True)
class Told:
    """What reading has found so far: faults forbid the form, notices say what was assumed."""

    faults: list[Said] = field(default_factory=list)
    notices: list[Said] = field(default_factory=list)

    def fault(self, row: Row, column: str, say: str) -> None:
        self.faults.append(_said(row, column, say))

    def notice(self, row: Row, column: str, say: str) -> None:
        self.notices.append(_said(row, column, say))

    def instead(self, row: Row, column: str, say: str) -> None:
        """In place of whatever was noticed there before."""
        told = _said(row, column, say)
        place = (told.sheet, told.row, told.column)
        self.notices = [
            one for one in self.notices if (one.sheet, one.row, one.column) != place
        ] + [told]

    def of_sheet(self, sheet: str, say: str) -> None:
        self.notices.append(Said(sheet, 0, "", say))


def _said(row: Row, column: str, say: str) -> Said:
    letter = row.letters.get(column, "")
    named = f"{letter} ({column})" if letter else column
    return Said(row.sheet, row.number, named, say)


def rows(sheet: str, grid: Grid, names: Iterable[str]) -> list[Row]:
    """The rows below the head that hold anything; `names` are the columns of the head."""
    heads = list(names)
    letters = {name: letter(at) for at, name in reversed(list(enumerate(heads))) if name}
    return [
        Row(sheet, number, dict(_filled(heads, cells)), letters)
        for number, cells in enumerate(grid[1:], 2)
        if any(cell.strip() for cell in cells)
    ]


def _filled(heads: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    taken: set[str] = set()
    for name, cell in zip(heads, cells, strict=False):
        if name and name not in taken and cell.strip():
            taken.add(name)
            yield name, cell


def letter(at: int) -> str:
    """0 is A, 26 is AA."""
    above, here = divmod(at, _LETTERS)
    return (letter(above - 1) if above else "") + chr(ord("A") + here)
