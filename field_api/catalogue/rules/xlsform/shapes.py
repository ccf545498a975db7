"""Fields that are always of one shape, and short spellings of members that are objects."""

from collections.abc import Mapping
from typing import Any

Spec = dict[str, Any]


def _part(title: str, kind: str, marking: str = "OFFICIAL-SENSITIVE", **more: Any) -> Spec:
    return {"title": title, "type": kind, "x-marking": marking, **more}


def place() -> Spec:
    return {
        "type": "object",
        "properties": {
            "text": _part("Described as", "string", maxLength=300, pattern="\\S"),
            "latitude": _part("Latitude", "number", minimum=-90, maximum=90),
            "longitude": _part("Longitude", "number", minimum=-180, maximum=180),
            "accuracy_m": _part("Accuracy in metres", "number", "OFFICIAL", minimum=0),
        },
        "anyOf": [{"required": ["text"]}, {"required": ["latitude", "longitude"]}],
        "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
        "additionalProperties": False,
    }


def signature() -> Spec:
    return {
        "type": "object",
        "properties": {
            "name": _part("Name", "string", maxLength=140, pattern="\\S"),
            "signed_at": _part("Signed", "string", format="date-time"),
            "strokes": _part("Strokes", "string", maxLength=20000, pattern="\\S"),
            "shown": _part("SHA-256 of what was shown", "string", pattern="^[0-9a-f]{64}$"),
        },
        "required": ["name", "signed_at", "strokes", "shown"],
        "additionalProperties": False,
    }


def entity(text: str) -> Spec:
    """`person; group=subject; role=victim` as x-entity has it."""
    first, *rest = (part.strip() for part in text.split(";"))
    pairs = (part.partition("=") for part in rest if part)
    return {"type": first, **{key.strip(): value.strip() for key, _, value in pairs}}


def entity_text(said: Mapping[str, str]) -> str:
    rest = [f"{key}={value}" for key, value in said.items() if key != "type"]
    return "; ".join([said["type"], *rest])
