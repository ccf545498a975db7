"""A full body of a form nobody has written in yet: synthetic, to try a mapping on."""

from collections.abc import Mapping
from typing import Any

_DAY, _MOMENT = "2026-03-02", "2026-03-02T10:00:00Z"
_SIGNED = {"name": "Sample", "signed_at": _MOMENT, "strokes": "M0 0", "shown": "0" * 64}


def sample(form: Mapping[str, Any]) -> dict[str, Any]:
    """Every field answered, each with the first thing that fits it."""
    return {name: _answer(spec) for name, spec in form["schema"]["properties"].items()}


def _answer(spec: Mapping[str, Any]) -> Any:
    widget = spec["x-widget"]
    if widget == "repeat":
        return [{name: _answer(one) for name, one in spec["items"]["properties"].items()}]
    if widget == "checks":
        return spec["items"]["enum"][:1]
    if "enum" in spec:
        return spec["enum"][0]
    return _plain(widget, spec)


def _plain(widget: str, spec: Mapping[str, Any]) -> Any:
    if widget == "number":
        return spec["minimum"]
    fixed = {
        "boolean": True,
        "date": _DAY,
        "datetime": _MOMENT,
        "place": {"text": "Sample Street", "latitude": 52.24, "longitude": -0.9},
        "signature": _SIGNED,
    }
    words = "Sample answer".ljust(spec.get("minLength", 0), ".")
    return fixed.get(widget, words[: spec.get("maxLength", len(words))])
