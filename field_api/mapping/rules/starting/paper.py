"""The shape of a letter or a PDF: the form's own sections, each answer beside its label."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from field_api.mapping.rules.starting.asked import (
    Fields,
    Maps,
    Spec,
    literal,
    merged,
    ordered,
    value,
)

_LONGEST = 1900
_DISTINCT = {"type": "string", "minLength": 1}
_ROW = {
    "type": "object",
    "required": ["label", "value"],
    "properties": {"label": _DISTINCT, "value": {"type": ["string", "number"]}},
}
_ROWS = {"type": "array", "items": _ROW}


def paper(forms: Sequence[Spec], leave_out: Sequence[str] = ()) -> dict[str, Any]:
    """What was not answered is left out, and a section without an answer is not printed."""
    newest, fields, maps = forms[-1], merged(forms, leave_out), Maps()
    document = {
        "title": literal(newest["title"]),
        "reference": "reference",
        "marking": "marking",
        "version": "seq",
        "dated": "written_at",
        "sections": list(_sections(newest, fields, maps)),
    }
    return {"document": document, "value_maps": maps.rows, "schema": _SCHEMA}


def _sections(form: Spec, fields: Fields, maps: Maps) -> Iterator[dict[str, Any]]:
    here = {section["id"]: section["title"] for section in form["sections"]}
    # A section an older version had, and this one has not, keeps its answers under its own name.
    here |= {spec["x-section"]: spec["x-section"] for spec in fields.values()} | here
    for section, title in here.items():
        inside = {name: spec for name, spec in fields.items() if spec["x-section"] == section}
        plain = {name: spec for name, spec in inside.items() if spec["x-widget"] != "repeat"}
        for rows in _rows(plain, "body.", maps):
            yield {"heading": literal(title), "rows": rows}
        for name, spec in inside.items():
            if spec["x-widget"] == "repeat":
                yield _list(name, spec, maps)


def _list(name: str, spec: Spec, maps: Maps) -> dict[str, Any]:
    inner = dict(ordered(spec["items"]["properties"]))
    parts = _rows(inner, "", maps)
    rows = parts[0] if len(parts) == 1 else None
    made: dict[str, Any] = {"heading": literal(spec["title"])}
    made |= {"rows": rows} if rows else {"rows": None, "groups": _parts(spec["title"], parts)}
    return {
        "heading": literal(spec["title"]),
        "groups": {"$each": f"body.{name}", "$make": {k: v for k, v in made.items() if v}},
    }


def _parts(title: str, parts: Sequence[str]) -> list[dict[str, str]]:
    return [{"heading": literal(title), "rows": rows} for rows in parts]


def _rows(fields: Mapping[str, Spec], at: str, maps: Maps) -> list[str]:
    """Expressions that each make [{label, value}] of what was answered: as few as fit."""
    chunks: list[list[str]] = [[]]
    for name, spec in fields.items():
        row = f"{{label: {literal(spec['title'])}, value: {value(name, spec, at, maps)}}}"
        if sum(map(len, chunks[-1])) + len(row) > _LONGEST:
            chunks.append([])
        chunks[-1].append(row)
    return [f"[{', '.join(rows)}][?value]" for rows in chunks if rows]


_SECTION = {
    "type": "object",
    "required": ["heading"],
    "properties": {"heading": _DISTINCT, "rows": _ROWS, "groups": {"type": "array"}},
}
_SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["title", "reference", "marking", "version", "dated", "sections"],
    "properties": {
        "title": _DISTINCT,
        "reference": {"type": "string", "pattern": "^\\S{1,80}$"},
        "marking": {"enum": ["OFFICIAL", "OFFICIAL-SENSITIVE"]},
        "version": {"type": "integer", "minimum": 1},
        "dated": {"type": "string", "format": "date-time"},
        "sections": {"type": "array", "items": _SECTION},
    },
}
