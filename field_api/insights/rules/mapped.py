"""Searches by square on a map: what to draw where, in metres of the National Grid, south
downwards. A square is told by its number, and by how dark it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from field_api.insights.rules.plain import SQUARE, corner

LEVELS = 5
_AROUND, _LEAST = 6_000, 40_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """`x` and `y` are those of its north-west corner; `level` is from 1 to `LEVELS`."""

    x: int
    y: int
    side: int
    count: int
    name: str
    level: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.side // 2, self.y + self.side // 2


@dataclass(frozen=True, slots=True)
class Map:
    """`box`: west, top, width and height of what is shown; `squares`, the most searched first."""

    box: tuple[int, int, int, int]
    squares: tuple[Drawn, ...]


def mapped(counts: Mapping[str, int], ground: tuple[int, int, int, int]) -> Map:
    """Around the squares there are; all of `ground`, a box like ours, where there are none."""
    most = max(counts.values(), default=0)
    often = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    squares = tuple(
        Drawn(at[0], -at[1] - SQUARE, SQUARE, count, name, -(-LEVELS * count // most))
        for name, count in often
        if (at := corner(name)) and count
    )
    return Map(_around(squares) if squares else ground, squares)


def _around(squares: tuple[Drawn, ...]) -> tuple[int, int, int, int]:
    west, east = min(one.x for one in squares), max(one.x + one.side for one in squares)
    top, foot = min(one.y for one in squares), max(one.y + one.side for one in squares)
    wide, tall = (max(span + 2 * _AROUND, _LEAST) for span in (east - west, foot - top))
    return (west + east - wide) // 2, (top + foot - tall) // 2, wide, tall
