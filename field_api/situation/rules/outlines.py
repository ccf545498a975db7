"""Polygons of WGS84 as lines on the map: metres of the National Grid, south downwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from field_api.lib.identifiers import osgb

Ring = Sequence[tuple[int, int]]
Box = tuple[int, int, int, int]
"""West, south, east and north, in metres."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`rings` in metres east and north; `middle` where its name goes."""

    name: str
    rings: tuple[Ring, ...]

    @property
    def box(self) -> Box:
        return box_of(point for ring in self.rings for point in ring)

    @property
    def middle(self) -> tuple[int, int]:
        """The mean of the corners of its largest part: near enough for a name."""
        largest = max(self.rings, key=lambda ring: abs(doubled(ring)))
        easts, norths = zip(*largest, strict=True)
        return sum(easts) // len(largest), sum(norths) // len(largest)

    def thinned(self, metres: int) -> "Outline":
        """Without the corners that lie closer than so to the last one kept."""
        return Outline(self.name, tuple(tuple(_apart(ring, metres)) for ring in self.rings))

    @property
    def path(self) -> str:
        """As the `d` of an SVG path."""
        return "".join(_drawn(ring) for ring in self.rings)


def outline(name: str, shape: Mapping[str, Any]) -> Outline:
    """Of a GeoJSON Polygon or MultiPolygon (RFC 7946). Raises KeyError and the like for others."""
    return Outline(name, tuple(tuple(_metres(ring)) for ring in _rings(shape)))


def box_of(points: Iterable[tuple[int, int]]) -> Box:
    """Raises ValueError for no points."""
    easts, norths = zip(*points, strict=True)
    return min(easts), min(norths), max(easts), max(norths)


def touches(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    across = one[0] <= other[2] and other[0] <= one[2]
    return across and one[1] <= other[3] and other[1] <= one[3]


def wider(box: Box, metres: int) -> Box:
    west, south, east, north = box
    return west - metres, south - metres, east + metres, north + metres


def doubled(ring: Ring) -> int:
    """Twice the area of a ring, in square metres; below nought where it runs clockwise."""
    ahead = [*ring[1:], ring[0]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(ring, ahead, strict=True))


def _rings(shape: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    parts = shape["coordinates"]
    for part in parts if shape["type"] == "MultiPolygon" else [parts]:
        yield from part


def _metres(ring: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    for longitude, latitude, *_ in ring:
        east, north = osgb.from_wgs84(latitude, longitude)
        yield round(east), round(north)


def _apart(ring: Ring, metres: int) -> Iterator[tuple[int, int]]:
    """With its first and its last, so that a ring stays closed."""
    kept = ring[0]
    yield kept
    for point in ring[1:-1]:
        if abs(point[0] - kept[0]) + abs(point[1] - kept[1]) >= metres:
            kept = point
            yield kept
    yield ring[-1]


def _drawn(ring: Ring) -> str:
    (x, y), *rest = ring
    steps, (was_x, was_y) = [f"M{x} {-y}"], (x, y)
    for east, north in rest:
        steps.append(f"l{east - was_x} {was_y - north}")
        was_x, was_y = east, north
    return "".join([*steps, "z"])
