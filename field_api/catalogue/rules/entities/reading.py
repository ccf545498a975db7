"""Entities of one body."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from field_api.catalogue.rules.entities.roles import ASSESSMENT, FACT, OPINION, role_of
from field_api.catalogue.rules.entities.slots import Part, Path, Slot, slots
from field_api.catalogue.rules.forms import Form, Step, pointer

_Values = dict[str, Any]
_ITEMS: Path = ("items",)
# Steps are names that forms give and places in lists, so few are ever asked for.
_pointer = lru_cache(maxsize=4096)(pointer)


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, object, place or event that a body speaks of.

    `key` says where: "subject" for the fields of one group, "/persons/0" for a row of a list,
    "/vehicles/0/driver" for a group inside a row, "/place" for a field. `role` is how the entry
    speaks of it, "" where nobody said; `category` and `basis` as on a Link. `attributes` go by the
    names of attributes.py and hold what was typed; where several fields say the same thing (three
    telephones), the others are `phone_2`, `phone_3`. `pointers` has the same names.

    A person's telephone, e-mail address and address are entities of their own as well, under the
    pointer of their field ("/persons/0/phone"), without a role: a link says whose they are.
    """

    key: str
    type: str
    role: str
    category: str
    basis: str
    attributes: Mapping[str, Any]
    pointers: Mapping[str, str]


def entities(form: Form, body: Mapping[str, Any]) -> tuple[Entity, ...]:
    """What the body fills in, in the order of the form. Never raises, whatever a body holds.

    An entity without one attribute is none (NPCC POLE: no person without identifying data), so an
    empty row, or one with a role alone, gives nothing. A value of another type than the form asks
    for is passed over.
    """
    return tuple(one.entity for one in found(form, body))


@dataclass(frozen=True, slots=True)
class Found:
    """An entity, the slot it came from, the pointer of its record, and whether that is opinion.

    `owner` is the key of the person whose own fields gave it, `owned_as` the role; "" of the rest.
    """

    entity: Entity
    slot: Slot
    record: str
    opinion: bool
    owner: str = ""
    owned_as: str = ""


def found(form: Form, body: Mapping[str, Any]) -> tuple[Found, ...]:
    read: dict[str, Found] = {}
    opinions = _opinions(body)
    for slot in slots(form):
        for path, record in records(body, slot.within):
            for one in _with_contacts(_read(slot, path, record, opinions)):
                # A field and a group of one name in one row would share a key: the first stands.
                read.setdefault(one.entity.key, one)
    return tuple(one for one in read.values() if not one.owner or one.owner in read)


def records(body: object, within: Path) -> Iterator[tuple[tuple[Step, ...], Mapping[str, Any]]]:
    """Every record at a place of the form, with its path: the body, or rows of its lists."""
    if not isinstance(body, Mapping):
        return
    if not within:
        yield (), body
        return
    first, *rest = within
    rows = body.get(first)
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        for path, record in records(row, tuple(rest)):
            yield (first, number, *path), record


def _read(
    slot: Slot, path: tuple[Step, ...], record: Mapping[str, Any], opinions: tuple[bool, bool]
) -> Found | None:
    attributes: _Values = {}
    pointers: dict[str, str] = {}
    for part in slot.parts:
        value = _value(part, record)
        if value is not None:
            name = _free(part.attribute, attributes)
            attributes[name], pointers[name] = value, _pointer((*path, *part.path))
    if not attributes:
        return None
    role = _role(slot, record)
    known = role_of(slot.type, role)
    whole, items = opinions
    elsewhere = whole or (items and slot.within[:1] != _ITEMS)
    opinion = elsewhere or record.get("basis") == OPINION
    entity = Entity(
        key=_key(slot, path),
        type=slot.type,
        role=role,
        category=known.category,
        basis=ASSESSMENT if opinion else known.basis,
        attributes=attributes,
        pointers=pointers,
    )
    return Found(entity, slot, _pointer(path), opinion)


# What of a person's own fields is an entity itself: (type, role of the link, its attributes).
_CONTACTS = (
    ("phone", "personal-telephone", {"number": "phone"}),
    ("email", "personal", {"address": "email"}),
    ("place", "home-address", {"text": "address", "postcode": "postcode"}),
)


def _with_contacts(one: Found | None) -> Iterator[Found]:
    if one is None:
        return
    yield one
    if one.entity.type != "person":
        return
    known = one.entity.attributes
    several = any(name[-1:].isdigit() for name in known)  # `phone_2`, and its like
    counted = [f"_{count}" for count in range(2, len(known) + 1)] if several else []
    for type_, role, names in _CONTACTS:
        for number in ("", *counted):
            given = {name: f"{mine}{number}" for name, mine in names.items()}
            if contact := _contact(one, type_, given):
                yield replace(one, entity=contact, owner=one.entity.key, owned_as=role)


def _contact(one: Found, type_: str, given: Mapping[str, str]) -> Entity | None:
    pointers = one.entity.pointers
    present = {name: mine for name, mine in given.items() if mine in pointers}
    if not present:
        return None
    return Entity(
        key=pointers[next(iter(present.values()))],
        type=type_,
        role="",
        category="",
        basis=ASSESSMENT if one.opinion else FACT,
        attributes={name: one.entity.attributes[mine] for name, mine in present.items()},
        pointers={name: pointers[mine] for name, mine in present.items()},
    )


def _opinions(body: object) -> tuple[bool, bool]:
    """Whether an entry calls itself opinion; whether an item of it does.

    A report of intelligence says so item by item, and which item speaks of which person it does
    not say: one opinion makes what is told of all of them an assessment.
    """
    whole, items = (
        any(row.get("basis") == OPINION for _, row in records(body, at)) for at in ((), _ITEMS)
    )
    return whole, items


def _key(slot: Slot, path: tuple[Step, ...]) -> str:
    if slot.grouped and not path:
        return slot.name
    return _pointer((*path, slot.name) if slot.name else path)


def _role(slot: Slot, record: Mapping[str, Any]) -> str:
    if slot.role:
        return slot.role
    said = record.get(slot.role_in)
    return said if isinstance(said, str) and said in slot.roles else ""


def _free(attribute: str, taken: Mapping[str, Any]) -> str:
    if attribute not in taken:
        return attribute
    names = (f"{attribute}_{number}" for number in range(2, len(taken) + 3))
    return next(name for name in names if name not in taken)


_JSON: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def _value(part: Part, record: Mapping[str, Any]) -> Any:
    """What was typed, as the form wants it; None of nothing, blanks and what is no such value."""
    value: Any = record
    for step in part.path:
        value = value.get(step) if isinstance(value, Mapping) else None
    if not isinstance(value, _JSON.get(part.type, ())):
        return None
    if isinstance(value, bool):
        return value if part.type == "boolean" else None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, int | float):
        return value
    blank = not value.strip() if isinstance(value, str) else not value
    return None if blank else value
