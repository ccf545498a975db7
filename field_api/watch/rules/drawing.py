"""What is drawn, out of a file of GeoJSON (RFC 7946) that may hold more than that."""

from collections.abc import Mapping, Sequence
from typing import Any

Shape = Mapping[str, Any]


def shape_of(document: object, wanted: tuple[str, str] | None = None) -> Shape:
    """The Polygon or MultiPolygon of a geometry, a feature, or those features of a collection that
    have the property `wanted` (name, value); several become one. What is wrong with it itself,
    `geo.fault` says. Raises ValueError, in words for whoever gave the file.
    """
    found = [one for one in _features(document) if wanted is None or _has(one, wanted)]
    if not found:
        raise ValueError("It holds no feature" + (" of that property." if wanted else "."))
    if wanted is None and len(found) > 1:
        names = ", ".join(sorted({str(key) for one in found for key in _properties(one)}))
        raise ValueError(f"It holds {len(found)} features: name one by a property ({names}).")
    shapes = [_drawn(one.get("geometry")) for one in found]
    return shapes[0] if len(shapes) == 1 else _joined(shapes)


def _drawn(shape: object) -> Shape:
    if isinstance(shape, Mapping) and _type(shape) in ("Polygon", "MultiPolygon"):
        return shape
    raise ValueError("It is a GeoJSON Polygon or MultiPolygon, or features of these.")


def _features(document: object) -> Sequence[Shape]:
    if not isinstance(document, Mapping):
        raise ValueError("It is no GeoJSON.")
    if _type(document) == "FeatureCollection":
        return [one for one in _list(document.get("features")) if isinstance(one, Mapping)]
    return [document] if _type(document) == "Feature" else [{"geometry": document}]


def _joined(shapes: Sequence[Shape]) -> Shape:
    parts: list[object] = []
    for shape in shapes:
        inside = shape.get("coordinates")
        parts += _list(inside) if _type(shape) == "MultiPolygon" else [inside]
    return {"type": "MultiPolygon", "coordinates": parts}


def _has(feature: Shape, wanted: tuple[str, str]) -> bool:
    return str(_properties(feature).get(wanted[0])) == wanted[1]


def _properties(feature: Shape) -> Mapping[str, Any]:
    inside = feature.get("properties")
    return inside if isinstance(inside, Mapping) else {}


def _type(shape: Shape) -> object:
    return shape.get("type")


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
