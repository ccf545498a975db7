"""Pictures: whatever the figures, everything stands in the picture and says what it shows."""

import math
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from field_api.insights.rules import charts
from field_api.insights.rules.pictures import EDGE, SERIES, WIDTH, Chart, width_of
from field_api.insights.rules.scales import said, scale

VALUES = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda v: round(v, 3))
LABELS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80)
ROWS = st.lists(st.tuples(LABELS, VALUES), max_size=12)
PARTS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1e6), max_size=SERIES)


def stands(chart: Chart) -> Iterator[tuple[float, float]]:
    """Every point that is drawn."""
    yield from rows_of(chart)
    yield from lines_of(chart)
    yield from ((chart.left, key.y + 14) for key in chart.keys)
    yield from ((name.at, chart.bottom + 18) for name in chart.names)
    if chart.shape == "lines":
        yield from ((chart.left, tick.at) for tick in chart.ticks)
    else:
        yield from ((tick.at, chart.bottom + 14) for tick in chart.ticks)


def rows_of(chart: Chart) -> Iterator[tuple[float, float]]:
    for row in chart.rows:
        yield chart.left, row.y
        for mark in row.marks:
            yield mark.x, mark.y
            yield mark.x + mark.width, mark.y + 14
            yield mark.point or mark.x, mark.y


def lines_of(chart: Chart) -> Iterator[tuple[float, float]]:
    for line in chart.lines:
        yield from line.points
        for point in " ".join(line.pieces).split():
            x, y = point.split(",")
            yield float(x), float(y)


def within(chart: Chart) -> bool:
    return all(
        -0.01 <= x <= chart.width + 0.01 and -0.01 <= y <= chart.height + 0.01
        for x, y in stands(chart)
    )


@given(ROWS)
def test_a_bar_is_as_long_as_its_value(rows: list[tuple[str, float]]) -> None:
    chart = charts.bars(rows, unit="h")
    assert within(chart)
    axis = scale(value for _, value in rows)
    reach = (chart.right - chart.left) / (axis.high - axis.low)
    widths = [row.marks[0].width for row in chart.rows]
    assert widths == pytest.approx([abs(value) * reach for _, value in rows], abs=0.011)
    assert [row.whole for row in chart.rows] == [label for label, _ in rows]
    assert [figure for _, (figure,) in chart.table] == [said(value) for _, value in rows]


@given(ROWS)
def test_label_and_figure_never_run_into_each_other(rows: list[tuple[str, float]]) -> None:
    for row in charts.bars(rows, unit="entries").rows:
        assert width_of(row.label) + width_of(row.figure) <= WIDTH - 2 * EDGE
        assert row.label == row.whole or row.label.endswith("…")


@example([800000001.0, -0.5])
@example([0.3, 0.1])
@given(st.lists(VALUES, max_size=8))
def test_an_axis_has_few_round_figures_and_covers_all_it_shows(values: list[float]) -> None:
    axis = scale(values)
    ticks = axis.ticks()
    assert 2 <= len(ticks) <= 7
    assert 0 in ticks
    assert ticks[0] <= min([0, *values]) and max([0, *values]) <= ticks[-1]
    steps = [after - before for before, after in pairwise(ticks)]
    assert steps == pytest.approx([axis.step] * len(steps))
    digits = f"{axis.step:e}".partition("e")[0].rstrip("0").rstrip(".")
    assert digits in ("1", "2", "5")


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan], ids=("inf", "minus", "nan"))
def test_what_is_not_finite_is_not_drawn(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"finite|between"):
        charts.bars([("a", wrong)], unit="")
    with pytest.raises(ValueError, match=r"finite|between"):
        charts.intervals([("a", 1.0, 0.0, wrong)], unit="")


@given(
    st.lists(st.tuples(LABELS, st.lists(VALUES, min_size=3, max_size=3).map(sorted)), max_size=8)
)
def test_an_interval_holds_its_point(rows: list[tuple[str, list[float]]]) -> None:
    given = [(label, value, low, high) for label, (low, value, high) in rows]
    chart = charts.intervals(given, unit="", reference=1.0)
    assert within(chart)
    for row in chart.rows:
        (mark,) = row.marks
        assert mark.point is not None
        assert mark.x - 0.011 <= mark.point <= mark.x + mark.width + 0.011
    assert chart.reference is not None and 0 <= chart.reference <= WIDTH


def test_a_value_outside_its_bounds_is_a_fault() -> None:
    with pytest.raises(ValueError, match="between its bounds"):
        charts.intervals([("a", 3.0, 1.0, 2.0)], unit="")


@given(st.lists(st.tuples(LABELS, PARTS), max_size=8))
def test_shares_fill_their_bar_and_each_has_a_pattern_and_a_key(
    rows: list[tuple[str, dict[str, float]]],
) -> None:
    chart = charts.shares(rows, unit="entries")
    assert within(chart)
    keys = dict(enumerate(chart.columns, 1))
    for row, (_label, values) in zip(chart.rows, rows, strict=True):
        full = sum(values.values())
        assert sum(mark.width for mark in row.marks) == pytest.approx(
            chart.right - chart.left if full else 0, abs=0.1
        )
        for mark in row.marks:
            part = values[keys[mark.style]] / full * (chart.right - chart.left)
            assert mark.width == pytest.approx(part, abs=0.02)


def test_more_parts_or_lines_than_can_be_told_apart_are_refused() -> None:
    many = {str(n): 1.0 for n in range(SERIES + 1)}
    with pytest.raises(ValueError, match="at most"):
        charts.shares([("a", many)], unit="")
    with pytest.raises(ValueError, match="told apart"):
        charts.lines({name: [("1 Nov", 1.0)] for name in many}, unit="")
    with pytest.raises(ValueError, match="below zero"):
        charts.shares([("a", {"x": -1.0})], unit="")


@given(st.dictionaries(LABELS, st.lists(VALUES, max_size=60), max_size=SERIES))
def test_lines_keep_their_points_within_and_their_order(series: dict[str, list[float]]) -> None:
    steps = {name: [(str(n), v) for n, v in enumerate(each)] for name, each in series.items()}
    chart = charts.lines(steps, unit="")
    assert within(chart)
    assert [line.style for line in chart.lines] == list(range(1, len(series) + 1))
    for line, each in zip(chart.lines, series.values(), strict=True):
        drawn = [point for piece in line.pieces for point in piece.split()]
        assert len(drawn) == len(each)
        xs = [float(point.partition(",")[0]) for point in drawn]
        assert xs == sorted(xs)


def test_a_missing_value_interrupts_its_line_and_is_blank_in_the_table() -> None:
    chart = charts.lines(
        {"a": [("1", 1.0), ("2", 2.0), ("3", 3.0)], "b": [("1", 1.0), ("3", 3.0)]}, unit="x"
    )
    assert [len(line.pieces) for line in chart.lines] == [1, 2]
    assert chart.table == (("1", ("1", "1")), ("2", ("2", "")), ("3", ("3", "3")))
    assert [name.label for name in chart.names] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.00001, "0"),
        (0.034, "0.034"),
        (0.25, "0.25"),
        (12.5, "12.5"),
        (99.96, "100"),
        (1240.4, "1,240"),
        (-3.0, "-3"),
    ],
    ids=str,
)
def test_figures_are_said_as_people_read_them(value: float, words: str) -> None:
    assert said(value) == words
