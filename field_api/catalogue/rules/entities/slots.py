"""Where in a form entities can stand: read off its annotations, before there is any body."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from field_api.catalogue.rules.entities.attributes import ATTRIBUTES
from field_api.catalogue.rules.entities.older import unsaid
from field_api.catalogue.rules.forms import Document, Form

Path = tuple[str, ...]
_Ident = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One field that says something of an entity: `path` within its record, JSON's `type`."""

    path: Path
    attribute: str
    type: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One entity of every record at `within`: () is the body, ("persons",) each of its rows.

    `name` tells slots of one record apart: the group or the first field, "" for the row itself.
    `grouped` is true of a group. `role` is fixed, or one of `roles`, as the field `role_in` says.
    """

    within: Path
    name: str
    type: str
    grouped: bool
    role: str
    role_in: str
    roles: tuple[str, ...]
    parts: tuple[Part, ...]


def slots(form: Form) -> tuple[Slot, ...]:
    """In the order fields are asked in. A form that annotates nothing has none."""
    found: tuple[Slot, ...] | None = form.kept.get("slots")
    if found is None:  # every push asks for them
        found = form.kept["slots"] = tuple(_record(form.schema, (), None, unsaid(form)))
    return found


def _record(
    schema: Document, within: Path, row: Document | None, beside: Mapping[Path, Document]
) -> Iterator[Slot]:
    # A database keeps no order of members, so that x-order alone may decide.
    fields = sorted(schema["properties"].items(), key=lambda one: (one[1].get("x-order", 0), one))
    found: dict[_Ident, tuple[Document, list[Part]]] = {}
    for name, spec in fields:
        said = _said(name, spec, row, beside.get((*within, name)))
        if said and spec["x-widget"] != "repeat":
            parts = list(_parts(name, spec, said))
            ident = _ident(name, parts, said, row, found)
            found.setdefault(ident, (said, []))[1].extend(parts)
    for ident, (said, parts) in found.items():
        yield _slot(within, ident, row if ident == _ROW and row else said, parts, schema)
    for name, spec in fields:
        if spec["x-widget"] == "repeat":
            said = spec.get("x-entity") or beside.get((*within, name))
            yield from _record(spec["items"], (*within, name), said, beside)


_ROW: _Ident = ("row",)


def _said(
    name: str, spec: Document, row: Document | None, beside: Document | None
) -> Document | None:
    """The annotation of a field: its own, the one kept beside, or that of its row by its name."""
    if said := spec.get("x-entity") or beside:
        return dict(said)
    if not row or row["type"] not in ATTRIBUTES:
        return None
    known = name in ATTRIBUTES[row["type"]]
    return row if known or row["type"] == spec["x-widget"] == "place" else None


def _ident(
    name: str,
    parts: list[Part],
    said: Document,
    row: Document | None,
    found: Mapping[_Ident, tuple[Document, list[Part]]],
) -> _Ident:
    """Which entity of its record a field speaks of."""
    if "group" in said:
        return ("group", said["group"])
    if row and said["type"] == row["type"]:
        return _ROW
    # Without a group, what is of one type and role is one entity, as long as it says new things.
    new = {part.attribute for part in parts}
    for ident, (other, known) in found.items():
        alike = all(said.get(key) == other.get(key) for key in ("type", "role", "role_in"))
        if ident[0] == "field" and alike and new.isdisjoint(part.attribute for part in known):
            return ident
    return ("field", name)


def _parts(name: str, spec: Document, said: Document) -> Iterator[Part]:
    if spec["x-widget"] == "place":
        for inner, one in spec["properties"].items():
            yield Part((name, inner), inner, one["type"])
    else:
        yield Part((name,), said.get("attribute", name), spec["type"])


def _slot(within: Path, ident: _Ident, said: Document, parts: list[Part], schema: Document) -> Slot:
    role_in = said.get("role_in", "")
    asked: Mapping[str, Any] = schema["properties"].get(role_in, {})
    fixed = said.get("role", "")
    return Slot(
        within=within,
        name="" if ident == _ROW else ident[1],
        type=said["type"],
        grouped=ident[0] == "group",
        role=fixed,
        role_in=role_in,
        roles=(fixed,) if fixed else tuple(asked.get("enum", ())),
        parts=tuple(parts),
    )
