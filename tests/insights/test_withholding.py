"""Small numbers that are withheld can't be had from what is shown, by algebra or by trying."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from field_api.insights.rules.crossed import Crossed, crossed
from field_api.insights.rules.withholding import (
    SMALLEST,
    TooFew,
    Withheld,
    hidden_alone,
    joined,
    withheld,
)

TOTAL = ""
COUNTS = st.integers(0, 12) | st.integers(0, 4) | st.integers(0, 400)


def table_of(rows: list[list[int]]) -> Crossed:
    """Rows a, b, … by columns A, B, …"""
    found = [
        (chr(97 + i), chr(65 + j), count)
        for i, row in enumerate(rows)
        for j, count in enumerate(row)
    ]
    return crossed("t", "T", found, [chr(97 + i) for i in range(len(rows))])


@st.composite
def tables(draw: st.DrawFn, counts: st.SearchStrategy[int] = COUNTS, most: int = 5) -> Crossed:
    wide, tall = draw(st.integers(1, most)), draw(st.integers(1, most))
    rows = draw(
        st.lists(st.lists(counts, min_size=wide, max_size=wide), min_size=tall, max_size=tall)
    )
    assume(not 0 < sum(map(sum, rows)) < SMALLEST)
    table = table_of(rows)
    return table.merged(joined({row: table.row_total(row) for row in table.rows}))


def equations(shown: Withheld) -> list[set[tuple[str, str]]]:
    """What is not known of each sum that a reader can form: rows to their totals, which are shown,
    and columns to theirs. A row of nought is known to be nought."""
    table = shown.table
    unknown = shown.hidden
    rows = [{(row, column) for column in table.columns} & unknown for row in table.rows]
    columns = [
        {(row, column) for row in (*table.rows, TOTAL)} & unknown for column in table.columns
    ]
    return [*rows, *columns, {(TOTAL, column) for column in table.columns} & unknown]


def solved(shown: Withheld) -> list[tuple[str, str]]:
    """Withheld cells that linear algebra gives away: those fixed in every solution (Gauss-Jordan
    over fractions, independent of how they were chosen)."""
    unknown = sorted(shown.hidden)
    rows = []
    for place, members in enumerate(equations(shown)):
        is_column = (
            len(shown.table.rows) <= place < len(shown.table.rows) + len(shown.table.columns)
        )
        rows.append(
            [
                Fraction(0 if cell not in members else -1 if is_column and cell[0] == TOTAL else 1)
                for cell in unknown
            ]
        )
    reduced = _reduced(rows, len(unknown))
    return [unknown[row.index(1)] for row in reduced if sum(map(bool, row)) == 1]


def _reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    done: list[list[Fraction]] = []
    for at in range(width):
        pivot = next((row for row in rows if row[at]), None)
        if pivot is None:
            continue
        rows = [row for row in rows if row is not pivot]
        pivot = [value / pivot[at] for value in pivot]
        rows, done = ([_less(row, pivot, at) for row in each] for each in (rows, done))
        done.append(pivot)
    return done


def _less(row: list[Fraction], pivot: list[Fraction], at: int) -> list[Fraction]:
    return [a - row[at] * b for a, b in zip(row, pivot, strict=True)]


@given(tables())
def test_no_withheld_cell_is_solved_by_the_rest(table: Crossed) -> None:
    assert solved(withheld(table)) == []


@given(tables())
def test_every_small_count_is_withheld_and_no_total_of_a_row(table: Crossed) -> None:
    shown = withheld(table)
    for column in table.columns:
        assert not 0 < (shown.column_total(column) or 0) < SMALLEST
        for row in table.rows:
            assert not 0 < (shown.cell(row, column) or 0) < SMALLEST
            assert shown.cell(row, column) in (None, table.cell(row, column))


def completions(shown: Withheld) -> Iterator[dict[tuple[str, str], int]]:
    """Every table of whole numbers, none below nought, that says what is shown: row by row."""
    table = shown.table

    def fills(row: str) -> list[list[int]]:
        left = table.row_total(row) - sum(shown.cell(row, c) or 0 for c in table.columns)
        open_ = [column for column in table.columns if shown.cell(row, column) is None]
        return [
            list(one) for one in product(range(left + 1), repeat=len(open_)) if sum(one) == left
        ]

    for rows in product(*(fills(row) for row in table.rows)):
        cells = {(r, c): table.cell(r, c) for r in table.rows for c in table.columns}
        for row, fill in zip(table.rows, rows, strict=True):
            open_ = [column for column in table.columns if shown.cell(row, column) is None]
            cells |= {(row, column): value for column, value in zip(open_, fill, strict=True)}
        totals = {c: sum(cells[r, c] for r in table.rows) for c in table.columns}
        if all(shown.column_total(c) in (None, totals[c]) for c in table.columns):
            yield cells | {(TOTAL, column): count for column, count in totals.items()}


@given(tables(st.integers(0, 6), most=3))
def test_every_small_count_could_as_well_be_five_or_more(table: Crossed) -> None:
    """By trying all there are."""
    shown = withheld(table)
    if not shown.hidden:
        return
    found = list(completions(shown))
    for arc in shown.hidden:
        values = {one[arc] for one in found}
        true = table.column_total(arc[1]) if arc[0] == TOTAL else table.cell(*arc)
        assert true in values and len(values) > 1
        assert true >= SMALLEST or max(values) >= SMALLEST


def test_what_would_have_been_solved_is_seen() -> None:
    """The checks themselves: one small cell alone follows from its row."""
    table = table_of([[3, 20], [20, 20]])
    assert solved(Withheld(table, frozenset({("a", "A")}))) == [("a", "A")]
    shown = withheld(table)
    assert ("a", "A") in shown.hidden and len(shown.hidden) >= 3


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert withheld(table_of([[5, 0], [70, 12]])).hidden == frozenset()


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30)))
def test_small_rows_are_joined_so_that_their_sum_tells_none_of_them(totals: dict[str, int]) -> None:
    if 0 < sum(totals.values()) < SMALLEST:
        with pytest.raises(TooFew):
            joined(totals)
        return
    names = joined(totals)
    after: dict[str, int] = {}
    for row, count in totals.items():
        after[names.get(row, row)] = after.get(names.get(row, row), 0) + count
    assert not any(0 < count < SMALLEST for count in after.values())
    for name in set(names.values()):
        parts = [totals[row] for row in names if names[row] == name]
        assert len(parts) > 1
        # With one that is not small among them, or all there are.
        assert max(parts) >= SMALLEST or sum(parts) == sum(totals.values())


@given(st.dictionaries(st.text("xyz", max_size=3), COUNTS, max_size=8))
def test_counts_beside_a_known_sum_could_each_be_five(counts: dict[str, int]) -> None:
    if 0 < sum(counts.values()) < SMALLEST:
        with pytest.raises(TooFew):
            hidden_alone(counts)
        return
    hidden = hidden_alone(counts)
    assert {name for name, count in counts.items() if 0 < count < SMALLEST} <= hidden
    spare = sum(counts[name] for name in hidden)
    if hidden and hidden != {name for name, count in counts.items() if count}:
        assert spare - (len(hidden) - 1) >= SMALLEST
    assert len(hidden) != 1 or sum(map(bool, counts.values())) == 1


def test_a_table_of_the_size_of_a_pack_takes_a_moment() -> None:
    rows = [[(7 * i + 3 * j * j) % 11 for j in range(30)] for i in range(6)]
    assert solved(withheld(table_of(rows))) == []
