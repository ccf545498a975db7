"""The base map: outlines that lie beside this file (data/ORIGIN.md), read once a process, and the
areas that units of the force were drawn."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from field_api.identity.models import Officer
from field_api.situation.rules.forces import AREAS
from field_api.situation.rules.outlines import Outline, box_of, outline, touches, wider
from field_api.watch.models import Area

CREDIT = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right 2022."
)

_FILE = Path(__file__).parent / "data" / "police_force_areas.geojson"
_AROUND = 15_000
_FINE = 25
"""Metres: corners of an area that lie closer together are one on the map."""


class _Drawn(NamedTuple):
    id: UUID
    at: datetime
    unit: str
    name: str


def ground_of(officer: Officer) -> dict[str, Any]:
    """The base map of their force with the `areas` of its units; `tag` is of both."""
    rows = _areas(officer)
    areas = [_named(one) for one in map(_area, rows) if one]
    return {**ground(officer.force.code), "areas": areas, "tag": _tag(officer, rows)}


def tag_of(officer: Officer) -> str:
    """Of `ground_of`, without drawing it: asked as often as the map is."""
    return _tag(officer, _areas(officer))


def boundary(force: str) -> Mapping[str, Any] | None:
    """The force's area as GeoJSON, where it has one."""
    return next((shape for about, shape in _features() if about["id"] == AREAS.get(force)), None)


def _areas(officer: Officer) -> list[_Drawn]:
    rows = Area.objects.visible_to(officer).order_by("unit__name", "name", "pk")
    return [_Drawn(*row) for row in rows.values_list("pk", "drawn_at", "unit__name", "name")]


def _tag(officer: Officer, rows: list[_Drawn]) -> str:
    below: str = ground(officer.force.code)["tag"]
    said = f"{below} {[(str(row.id), row.at.isoformat(), *row[2:]) for row in rows]}"
    return sha256(said.encode()).hexdigest()[:16] if rows else below


@lru_cache(maxsize=256)
def _area(row: _Drawn) -> Outline | None:
    """An area's name says whose it is. Drawn anew, it is another row here; None once it is gone."""
    shape = Area.objects.filter(pk=row.id).values_list("shape", flat=True).first()
    if shape is None:
        return None
    name = row.unit if row.unit == row.name else f"{row.unit}: {row.name}"
    return outline(name, shape).thinned(_FINE)


@cache
def ground(force: str) -> Mapping[str, Any]:
    """What a map of this force draws below everything: `box` is west, top, width and height of its
    view box, in metres of the National Grid with south downwards; each path is an SVG `d`.
    """
    every = _outlines()
    area = AREAS.get(force, "")
    own = every.get(area)
    box = own.box if own else box_of(_corners(every))
    west, south, east, north = wider(box, max(box[2] - box[0], box[3] - box[1]) // 25)
    view = wider((west, south, east, north), _AROUND)
    others = [one for key, one in every.items() if key != area and touches(one.box, view)]
    drawn = {
        "name": own.name if own else "England and Wales",
        "box": [west, -north, east - west, north - south],
        "own": own.path if own else "",
        "others": [_named(one) for one in others],
        "credit": CREDIT,
    }
    return {**drawn, "tag": sha256(json.dumps(drawn).encode()).hexdigest()[:16]}


def _corners(every: Mapping[str, Outline]) -> list[tuple[int, int]]:
    return [point for one in every.values() for ring in one.rings for point in ring]


def _named(one: Outline) -> dict[str, Any]:
    east, north = one.middle
    return {"name": one.name, "path": one.path, "x": east, "y": -north}


@cache
def _outlines() -> Mapping[str, Outline]:
    return {about["id"]: outline(about["name"], shape) for about, shape in _features()}


def _features() -> list[tuple[Mapping[str, str], Mapping[str, Any]]]:
    found = json.loads(_FILE.read_text("utf-8"))["features"]
    return [(one["properties"], one["geometry"]) for one in found]
