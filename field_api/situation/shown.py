"""The map as pages and handsets read it."""

from typing import Any

from field_api.lib import clock
from field_api.situation.actions import Situation
from field_api.situation.rules import Place, Spot


def document(shown: Situation, ground: str) -> dict[str, Any]:
    """`ground` is the tag of the base map it lies on."""
    return {
        "as_of": clock.iso(shown.at),
        "hours": shown.hours,
        "whole": shown.whole,
        "ground": ground,
        "spots": [_spot(one) for one in shown.spots],
    }


def _spot(one: Spot) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind.value,
        "at": clock.iso(one.at),
        "sort": one.sort,
        "title": one.title,
        "words": one.words,
        "marking": one.marking,
        "opens": str(one.opens) if one.opens else None,
        "mine": one.mine,
        "area": one.area,
        "place": _place(one.place) if one.place else None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "latitude": round(place.latitude, 6),
        "longitude": round(place.longitude, 6),
        "east": place.east,
        "north": place.north,
        "within": place.within,
        "grid": place.grid,
    }
