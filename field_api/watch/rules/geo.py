"""Where a point lies: GeoJSON shapes (RFC 7946) in degrees of WGS84, longitude first.

Plane geometry on degrees: over the ground of a unit that is off by less than a phone's own fix.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

MOST_POINTS = 20_000

Ring = Sequence[Sequence[float]]


class Box(NamedTuple):
    west: float
    south: float
    east: float
    north: float


def within(shape: Mapping[str, Any], latitude: float, longitude: float) -> bool:
    """Whether the point lies in a Polygon or MultiPolygon, outside its holes. On a border it is on
    one side or the other, and on the same one each time."""
    return any(
        bool(rings)
        and _inside(rings[0], longitude, latitude)
        and not any(_inside(hole, longitude, latitude) for hole in rings[1:])
        for rings in _polygons(shape)
    )


def box(shape: Mapping[str, Any]) -> Box:
    """Of a shape without faults."""
    points = [point for rings in _polygons(shape) for point in rings[0]]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def fault(shape: object) -> str:
    """What is wrong with it, as a sentence; "" for nothing."""
    if not isinstance(shape, Mapping) or shape.get("type") not in ("Polygon", "MultiPolygon"):
        return "It is a GeoJSON Polygon or MultiPolygon."
    try:
        polygons = list(_polygons(shape))
        rings = [ring for polygon in polygons for ring in polygon]
        points = [point for ring in rings for point in ring]
        good = polygons and all(polygons) and all(map(_closed, rings)) and all(map(_on_it, points))
    except (TypeError, KeyError, IndexError, ValueError):
        good = False
    if not good:
        return "Its rings are closed lists of four or more points, longitude first, in degrees."
    return "" if len(points) <= MOST_POINTS else f"At most {MOST_POINTS} points."


def _polygons(shape: Mapping[str, Any]) -> Iterator[Sequence[Ring]]:
    coordinates = shape["coordinates"]
    yield from [coordinates] if shape["type"] == "Polygon" else coordinates


def _closed(ring: Ring) -> bool:
    return len(ring) >= 4 and list(ring[0][:2]) == list(ring[-1][:2])


def _on_it(point: Sequence[float]) -> bool:
    longitude, latitude = point[:2]
    numbers = all(
        isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)
        for n in (longitude, latitude)
    )
    return numbers and abs(longitude) <= 180 and abs(latitude) <= 90


def _inside(ring: Ring, x: float, y: float) -> bool:
    """By how often a ray to the east crosses the ring."""
    crossed = False
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed
