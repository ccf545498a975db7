"""Charts: figures in, a picture of them out. Pure.

An axis begins at zero, or shows it. What a mark is can be told without its colour: a bar has its
name and figure above it, lines have dashes and marks, shares have patterns, each with a legend.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby, pairwise

from field_api.insights.rules import pictures
from field_api.insights.rules.pictures import (
    DIGIT,
    EDGE,
    FOOT,
    LEGEND,
    PLOT,
    POINTS,
    ROW,
    SERIES,
    WIDTH,
    Chart,
    Key,
    Line,
    Mark,
    Row,
    Tick,
    across,
)
from field_api.insights.rules.scales import Scale, measured, said, scale

_WHOLE = Scale(0.0, 100.0, 25.0)


def bars(rows: Sequence[tuple[str, float]], *, unit: str) -> Chart:
    """A bar a row, in the order given. Raises ValueError for what is not finite."""
    axis = scale(value for _, value in rows)
    drawn = [
        pictures.row(place, label, measured(value, unit), [_bar(place, axis, value)])
        for place, (label, value) in enumerate(rows)
    ]
    table = [(label, (said(value),)) for label, value in rows]
    return _of_rows("bars", unit, axis, drawn, table)


def intervals(
    rows: Sequence[tuple[str, float, float, float]], *, unit: str, reference: float | None = None
) -> Chart:
    """A point a row and the bounds it stands between: (label, value, low, high).

    `reference` is what to hold them against, 1 of a rate ratio. Raises ValueError for what is not
    finite, and for a value outside its bounds.
    """
    if not all(low <= value <= high for _, value, low, high in rows):
        raise ValueError("a value stands between its bounds")
    held = [] if reference is None else [reference]
    axis = scale([bound for _, *bounds in rows for bound in bounds] + held)
    drawn = [
        pictures.row(place, label, _between(bounds, unit), [_interval(place, axis, bounds)])
        for place, (label, *bounds) in enumerate(rows)
    ]
    table = [(label, tuple(said(each) for each in bounds)) for label, *bounds in rows]
    at = None if reference is None else across(axis, reference)
    return _of_rows("intervals", unit, axis, drawn, table, reference=at)


def shares(rows: Sequence[tuple[str, Mapping[str, float]]], *, unit: str) -> Chart:
    """A bar of full length a row, divided as its values are; a row of nothing stays empty.

    Raises ValueError for more than SERIES parts, and for a value below zero.
    """
    parts = list(dict.fromkeys(part for _, values in rows for part in values))
    if len(parts) > SERIES or any(not 0 <= v for _, values in rows for v in values.values()):
        raise ValueError(f"at most {SERIES} parts, none below zero")
    drawn = [
        pictures.row(place, label, measured(sum(values.values()), unit), _parted(place, full))
        for place, (label, values) in enumerate(rows)
        for full in [[values.get(part, 0.0) for part in parts]]
    ]
    table = [(label, tuple(said(values.get(part, 0)) for part in parts)) for label, values in rows]
    return _of_rows("shares", unit, _WHOLE, drawn, table, parts=parts)


def lines(series: Mapping[str, Sequence[tuple[str, float]]], *, unit: str) -> Chart:
    """Series over the same steps, the oldest first: (label of a step, value). A step that a series
    lacks interrupts it. Raises ValueError for what is not finite, and for more than SERIES.
    """
    if len(series) > SERIES:
        raise ValueError(f"at most {SERIES} lines can be told apart")
    steps = list(dict.fromkeys(label for values in series.values() for label, _ in values))
    axis = scale(value for values in series.values() for _, value in values)
    labels = [said(value) for value in axis.ticks()]
    left = round(EDGE + DIGIT * max(map(len, labels)), 2)
    top = float(EDGE + LEGEND * len(series))
    found = [dict(values) for values in series.values()]
    return Chart(
        shape="lines",
        unit=unit,
        height=top + PLOT + FOOT,
        top=top,
        bottom=top + PLOT,
        ticks=tuple(
            Tick(_down(axis, value, top), label, "end")
            for value, label in zip(axis.ticks(), labels, strict=True)
        ),
        columns=tuple(series),
        table=tuple((step, tuple(_told(each, step) for each in found)) for step in steps),
        lines=tuple(
            _line(place, name, each, _along(steps, left), axis, top)
            for place, (name, each) in enumerate(zip(series, found, strict=True))
        ),
        names=_names(_along(steps, left)),
        left=left,
    )


def _of_rows(
    shape: str,
    unit: str,
    axis: Scale,
    rows: Sequence[Row],
    table: Sequence[tuple[str, tuple[str, ...]]],
    *,
    parts: Sequence[str] = (),
    reference: float | None = None,
) -> Chart:
    bottom = float(EDGE + ROW * len(rows))
    keys = [
        Key(pictures.keyed(part), n, bottom + FOOT + LEGEND * (n - 1))
        for n, part in enumerate(parts, 1)
    ]
    return Chart(
        shape=shape,
        unit=unit,
        height=bottom + FOOT + LEGEND * len(keys),
        top=float(EDGE),
        bottom=bottom,
        ticks=pictures.ticks_across(axis, "%" if shape == "shares" else unit),
        columns=tuple(parts),
        table=tuple(table),
        rows=tuple(rows),
        keys=tuple(keys),
        reference=reference,
    )


def _bar(place: int, axis: Scale, value: float) -> Mark:
    start, end = across(axis, min(0.0, value)), across(axis, max(0.0, value))
    return Mark(pictures.top_of(place), start, round(end - start, 2))


def _interval(place: int, axis: Scale, bounds: Sequence[float]) -> Mark:
    value, low, high = (across(axis, each) for each in bounds)
    return Mark(pictures.top_of(place), low, round(high - low, 2), value)


def _between(bounds: Sequence[float], unit: str) -> str:
    value, low, high = bounds
    return f"{measured(value, unit)} ({said(low)}–{said(high)})"


def _parted(place: int, values: Sequence[float]) -> list[Mark]:
    """Side by side over the full length; what is nothing has no mark."""
    total = sum(values) or 1.0
    edges = [across(_WHOLE, 100 * each / total) for each in accumulate(values, initial=0.0)]
    return [
        Mark(pictures.top_of(place), start, round(end - start, 2), style=style)
        for style, (start, end) in enumerate(pairwise(edges), 1)
        if end > start
    ]


def _along(steps: Sequence[str], left: float) -> list[tuple[str, float]]:
    """Each step with where it stands; a single one in the middle."""
    room, gaps = WIDTH - EDGE - left, max(len(steps) - 1, 1)
    alone = room / 2 if len(steps) == 1 else 0.0
    return [(step, round(left + alone + room * n / gaps, 2)) for n, step in enumerate(steps)]


def _down(axis: Scale, value: float, top: float) -> float:
    return round(top + PLOT * (1 - axis.share(value)), 2)


def _line(
    place: int,
    name: str,
    values: Mapping[str, float],
    steps: Sequence[tuple[str, float]],
    axis: Scale,
    top: float,
) -> Line:
    placed = [(x, _down(axis, values[step], top)) if step in values else None for step, x in steps]
    pieces = [
        " ".join(f"{x},{y}" for x, y in filter(None, piece))
        for there, piece in groupby(placed, lambda point: point is not None)
        if there
    ]
    # Among many a point could not be seen; alone it is no line.
    kept = len(placed) <= POINTS
    points = [point for point in placed if point and (kept or f"{point[0]},{point[1]}" in pieces)]
    legend = EDGE + LEGEND * place + LEGEND / 2
    return Line(pictures.keyed(name), place + 1, legend, tuple(pieces), tuple(points))


def _names(steps: Sequence[tuple[str, float]]) -> tuple[Tick, ...]:
    """The first, the one in the middle and the last: what has room on a phone."""
    if len(steps) < 2:
        return tuple(Tick(x, step) for step, x in steps)
    (first, start), (last, end) = steps[0], steps[-1]
    middle = [Tick(x, step) for step, x in steps[len(steps) // 2 :][:1] if len(steps) % 2]
    return (Tick(start, first, "start"), *middle, Tick(end, last, "end"))


def _told(values: Mapping[str, float], step: str) -> str:
    return said(values[step]) if step in values else ""
