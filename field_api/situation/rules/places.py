"""A place as the map has it, of what was typed or taken by the phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from field_api.lib import identifiers
from field_api.lib.identifiers import osgb

FURTHEST = 5_000
"""Metres. What is known no better than that would be a dot where nothing happened."""

_UNKNOWN_WITHIN = 50
_HELMERT = 5
_LATITUDES, _LONGITUDES = (49.0, 61.5), (-9.5, 2.5)


@dataclass(frozen=True, slots=True)
class Place:
    """WGS84 degrees; metres of the British National Grid; `within` so many metres of it.

    The grid by one Helmert transformation for the whole country, good to about 5 m
    (docs/identifiers.md), so nothing is said to be known better than that.
    """

    latitude: float
    longitude: float
    east: int
    north: int
    within: int

    @property
    def grid(self) -> str:
        """A reference no finer than the place is known: `SP 75500 60500` or `SP 755 605`."""
        letters = osgb.letters(self.east, self.north)
        if letters is None:
            return ""
        figures = 5 if self.within <= 10 else 4 if self.within <= 60 else 3
        figures = figures if self.within <= 600 else 2
        east, north = (f"{each % 100_000:05d}"[:figures] for each in (self.east, self.north))
        return f"{letters} {east} {north}"


def placed(latitude: Any, longitude: Any, within: Any = None) -> Place | None:
    """None for what is no place in Great Britain: a phone without a fix says 0, 0."""
    try:
        lat, lon = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    if not (_within(lat, _LATITUDES) and _within(lon, _LONGITUDES)):
        return None
    metres = _metres(within)
    if metres > FURTHEST:
        return None
    east, north = osgb.from_wgs84(lat, lon)
    return Place(lat, lon, round(east), round(north), metres)


def of_attributes(said: Mapping[str, Any]) -> Place | None:
    """Where an entry's place is: by its coordinates, else by the grid reference as typed. A
    postcode alone is no place here: that takes a directory of them, which is not part of this.
    """
    found = placed(said.get("latitude"), said.get("longitude"), said.get("accuracy_m"))
    return found or _by_grid(said.get("grid_reference"))


def _by_grid(typed: Any) -> Place | None:
    if not isinstance(typed, str):
        return None
    facts = identifiers.read("grid-reference", typed).facts
    if "latitude" not in facts:
        return None
    return placed(facts["latitude"], facts["longitude"], int(facts["square_metres"]) / 2)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    least, most = bounds
    return least <= value <= most  # false of NaN


def _metres(within: Any) -> int:
    try:
        said = float(within)
    except (TypeError, ValueError):
        return _UNKNOWN_WITHIN
    return max(_HELMERT, round(said)) if 0 <= said < 1e7 else _UNKNOWN_WITHIN
