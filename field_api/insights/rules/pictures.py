"""What a picture of figures consists of, for templates/insights/chart.html to draw as SVG. Pure.

Units are those of the picture. It is WIDTH wide: on a phone of 390 px somewhat less than as many
pixels, so that its letters can be read there. The origin is at the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from field_api.insights.rules.scales import Scale, measured

WIDTH, EDGE = 360, 10

ROW, HEAD, THICK, FOOT = 46, 20, 14, 28
"""Of a row: all of it, down to its mark, the mark. Below the rows: the figures of the axis."""

PLOT, LEGEND, DIGIT = 160, 24, 7.7
"""Of lines: how high they go; of each name in a legend; how wide a figure of an axis is."""

KEYED, LEAST = 48, 60.0
"""Of a legend: where its names begin. What a label keeps beside the longest figure."""

POINTS = 40
"""Of a line: as many as can be told apart."""

SERIES = 6
"""Dashes and patterns that can be told apart on paper."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure of an axis, or a name below it. `at` is along the axis."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar from `x`; with a `point`, how far it may be from that to both sides."""

    y: float
    x: float
    width: float
    point: float | None = None
    style: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What is said above marks: `label` and `figure`, cut to fit, and `whole`, which is not."""

    label: str
    figure: str
    whole: str
    y: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One series; a value that is missing interrupts it. `pieces` are points of polylines."""

    label: str
    style: int
    legend: float
    pieces: tuple[str, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Key:
    """What a pattern stands for."""

    label: str
    style: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`shape`: bars, intervals, shares or lines. `table` is what the picture shows, in words."""

    shape: str
    unit: str
    height: float
    top: float
    bottom: float
    ticks: tuple[Tick, ...]
    columns: tuple[str, ...]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    names: tuple[Tick, ...] = ()
    keys: tuple[Key, ...] = ()
    left: float = EDGE
    reference: float | None = None
    width: float = WIDTH

    @property
    def right(self) -> float:
        return self.width - EDGE

    @property
    def ends(self) -> tuple[tuple[str, str], ...]:
        """The first row and the last, for who hears a picture instead of seeing it."""
        chosen = self.table[:1] + self.table[1:][-1:]
        return tuple((label, ", ".join(filter(None, figures))) for label, figures in chosen)


def across(axis: Scale, value: float) -> float:
    return round(EDGE + (WIDTH - 2 * EDGE) * axis.share(value), 2)


def width_of(text: str) -> float:
    """No less than what letters of a picture take, whatever the typeface of the device."""
    return sum(_letter(one) for one in text)


def _letter(one: str) -> float:
    if one in "WM@%—…" or (not one.isascii() and not one.isalpha()):
        return 14.5
    if one.isupper() or one in "mw" or ord(one) > 0x2E80:
        return 11.0 if ord(one) < 0x2E80 else 15.0
    return 8.2


def fitted(text: str, room: float) -> str:
    """As much of it as there is room for."""
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(kept) + _letter("…") > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def row(place: int, label: str, figure: str, marks: Sequence[Mark]) -> Row:
    """The one at that place, its label cut to what its figure leaves it."""
    room = max(WIDTH - 3 * EDGE - width_of(figure), LEAST)
    top = round(EDGE + ROW * place + HEAD - 6.0, 2)
    return Row(fitted(label, room), figure, label, top, tuple(marks))


def keyed(label: str) -> str:
    """As a legend has it."""
    return fitted(label, WIDTH - EDGE - KEYED)


def top_of(place: int) -> float:
    """Where the mark of a row begins."""
    return float(EDGE + ROW * place + HEAD)


def ticks_across(axis: Scale, unit: str = "") -> tuple[Tick, ...]:
    """Each under its value, with a unit that is a sign; those at the ends are turned inwards, so
    that they stay in the picture."""
    values = axis.ticks()
    inner = ["middle"] * (len(values) - 2)
    anchors = ["start", *inner, "end"]
    return tuple(
        Tick(across(axis, v), measured(v, unit), a) for v, a in zip(values, anchors, strict=True)
    )
