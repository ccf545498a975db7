"""What a system calls our codes: the value maps of the mapping in use, and what they lack."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.actions import form_drafts, list_drafts
from field_api.catalogue.models import Form
from field_api.mapping.actions import tables
from field_api.mapping.models import Mapping as MappingVersion
from field_api.mapping.rules import MappingState


@dataclass(frozen=True, slots=True)
class Row:
    """One code. `theirs` is None where it is left out on purpose."""

    ours: str
    label: str
    theirs: Any


@dataclass(frozen=True, slots=True)
class ValueMap:
    """One table. `missing` are codes that the form of today offers and the table has no row for.
    `fields` are the fields it is asked about, by title; for
    none it can't be said what is missing. `verified` is None where nobody said.
    """

    name: str
    title: str
    source: str
    verified: bool | None
    fields: list[str]
    rows: list[Row]
    missing: list[Row]


def formed(kinds: Iterable[str]) -> set[str]:
    """Those of these that a form has, and so codes: a return of a month has none."""
    return set(Form.objects.filter(kind__in=list(kinds)).values_list("kind", flat=True))


def in_use(system: str, kind: str) -> MappingVersion | None:
    rows = MappingVersion.objects.filter(system__code=system, kind=kind)
    return rows.filter(state=MappingState.ACTIVE.value).select_related("system").first()


def value_maps(mapping: MappingVersion) -> list[ValueMap]:
    """Of every value map of this version, by name."""
    form = form_drafts.newest_of(mapping.kind)
    schema = form.document["schema"] if form else {}
    rows = tables.tables(mapping)
    return [
        _value_map(name, rows[name], tables.asked(mapping, name), schema) for name in sorted(rows)
    ]


def _value_map(
    name: str, rows: Mapping[str, Any], asked: set[str], schema: Mapping[str, Any]
) -> ValueMap:
    said = tables.about(name)
    fields = [spec for at, spec in _fields(schema) if at in asked]
    ours = {code: words for spec in fields for code, words in _codes(spec)}
    inward = said.get("direction") == "in"
    missing = [] if inward else [code for code in ours if code not in rows]
    return ValueMap(
        name=name,
        title=said.get("title", ""),
        source=said.get("source", ""),
        verified=said.get("verified"),
        fields=sorted({spec["title"] for spec in fields}),
        rows=[Row(code, ours.get(code, ""), theirs) for code, theirs in rows.items()],
        missing=[Row(code, ours[code], None) for code in missing],
    )


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, spec in schema.get("properties", {}).items():
        yield name, spec
        yield from _fields(spec.get("items", {}))


def _codes(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The codes a field offers, with their words."""
    if "x-list" in spec:
        stands = list_drafts.standing(spec["x-list"])
        yield from ((code[0], code[1]) for code in (stands.document["codes"] if stands else ()))
    listed = spec.get("items", {}) if spec.get("x-widget") == "checks" else spec
    labels = listed.get("x-labels", {})
    yield from ((code, labels.get(code, code)) for code in listed.get("enum", ()))
