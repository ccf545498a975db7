"""The shape of a records system: a summary, where, who, which vehicles, and every answer."""

from collections.abc import Sequence
from typing import Any

from field_api.mapping.rules.starting import entities
from field_api.mapping.rules.starting.asked import Fields, Spec, literal, merged

_LONGEST = 2000
_STORIES = 2
_TEXT, _MAYBE = {"type": "string"}, {"type": ["string", "null"]}
_HEAD = {
    "fieldbook_id": "submission",
    "version": "seq",
    "reference": "reference",
    "officer": {"collar": "officer.collar", "force": "officer.force"},
    "occurred_at": "occurred_at",
    "marking": "marking",
}
_TYPE = "RECORD"


def record(forms: Sequence[Spec], leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """`answers` are the entry's own, under the names of the form; codes as codes, and `labels` says
    what those outside lists are called.
    """
    newest, fields = forms[-1], merged(forms, leave_out)
    document = {
        **_HEAD,
        "type": literal(_TYPE),
        "kind": literal(newest["kind"]),
        "title": literal(newest["title"]),
        "summary": _summary(newest["title"], fields),
        "location": _location(fields),
        "persons": _each(fields, "person", entities.PERSON),
        "vehicles": _each(fields, "vehicle", entities.VEHICLE),
        "answers": {f"{name}?": _answer(f"body.{name}", spec) for name, spec in fields.items()},
        "labels": {f"{name}?": f"labels.{name}" for name, spec in fields.items() if _coded(spec)},
    }
    return {"document": document, "value_maps": {}, "schema": _schema(newest["kind"], fields)}


def _coded(spec: Spec) -> bool:
    return "x-labels" in spec


def _summary(title: str, fields: Fields) -> str:
    stories = [f"body.{name}" for name, spec in fields.items() if spec["x-widget"] == "textarea"]
    parts = ", ".join([literal(title), *stories[:_STORIES]])
    return f"truncate(join(': ', [{parts}][?@]), `{_LONGEST}`)"


def _location(fields: Fields) -> Any:
    places = [name for name, spec in fields.items() if spec["x-widget"] == "place"]
    if not places:
        return None
    made = {"text": "text || ''", "lat": "latitude", "lon": "longitude"}
    return {"$with": f"body.{places[0]}", "$make": made}


def _each(fields: Fields, kind: str, wanted: dict[str, str]) -> dict[str, Any]:
    made = {name: name if name in ("dob", "sex") else f"{name} || ''" for name in wanted}
    made["role"] = "role || ''"
    return {"$each": entities.gathered(fields, kind, wanted), "$make": made}


def _answer(at: str, spec: Spec) -> Any:
    """A list is gone into, so that a fault in it leads back to its own field."""
    if spec["x-widget"] == "signature":
        return f"{at}.{{name: name, signed_at: signed_at, shown: shown}}"
    if spec["x-widget"] != "repeat":
        return at
    inner = spec["items"]["properties"]
    return {"$each": at, "$make": {f"{name}?": name for name in inner}}


def _schema(kind: str, fields: Fields) -> dict[str, Any]:
    lists = {name: _members(spec["items"]["properties"]) for name, spec in _repeats(fields)}
    answers: dict[str, Any] = {name: {} for name in fields} | {
        name: {"type": "array", "items": inner} for name, inner in lists.items()
    }
    head = {"fieldbook_id": {**_TEXT, "format": "uuid"}, "version": {"type": "integer"}}
    words = {name: _TEXT for name in ("reference", "marking", "title")}
    properties = {
        **head,
        **words,
        "officer": {"type": "object"},
        "occurred_at": {**_TEXT, "format": "date-time"},
        "type": {"const": _TYPE},
        "kind": {"const": kind},
        "summary": {**_TEXT, "minLength": 1, "maxLength": _LONGEST},
        "location": {"type": ["object", "null"]},
        "persons": {"type": "array", "items": _typed(entities.PERSON)},
        "vehicles": {"type": "array", "items": _typed(entities.VEHICLE)},
        "answers": {"type": "object", "properties": answers, "additionalProperties": False},
        "labels": {"type": "object", "additionalProperties": _MAYBE},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["fieldbook_id", "version", "type", "kind", "summary", "occurred_at"],
        "properties": properties,
        "additionalProperties": False,
    }


def _repeats(fields: Fields) -> list[tuple[str, dict[str, Any]]]:
    return [(name, spec) for name, spec in fields.items() if spec["x-widget"] == "repeat"]


def _members(fields: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, Any] = {name: {} for name in fields}
    return {"type": "object", "properties": names, "additionalProperties": False}


def _typed(wanted: dict[str, str]) -> dict[str, Any]:
    names = {name: _MAYBE for name in (*wanted, "role")}
    return {"type": "object", "properties": names, "additionalProperties": False}
