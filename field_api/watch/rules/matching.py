"""What a listing is found by, and what an entry, a question or a sighting is looked up by."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from field_api.intelligence.rules.keys import (
    DOUBTFUL,
    LONGEST,
    NAMED,
    NATIONAL,
    PLACE,
    PREMISES,
    Key,
    base,
    births,
    exact,
    turned,
)
from field_api.watch.rules.listing import Kind

Values = Mapping[str, Any]

_PROVING: Mapping[Kind, frozenset[str]] = {
    Kind.VEHICLE: frozenset({"vrm", "vin"}),
    Kind.PERSON: NATIONAL | {NAMED},
    Kind.PHONE: frozenset({"phone", "imei"}),
    Kind.PLACE: frozenset({"uprn", PREMISES, "what3words"}),
    Kind.ONLINE: frozenset({"email", "url", "handle", "wallet", "ip-address"}),
}
"""Kinds of keys that say it is the one that is looked for. A person's telephone is not the person.
"""

WATCHED = frozenset({DOUBTFUL, PLACE, "phone", "email"}).union(*_PROVING.values())
"""No listing is found by any other kind: none is asked for."""

_LEAST_MARK = 5


def keys_of(kind: Kind, known: Values) -> dict[str, bool]:
    """By "kind:value" whether it proves something. Empty where what is known finds nothing."""
    found: dict[str, bool] = {}
    for key in _sought(kind, known):
        found[_held(key)] = key.kind in _PROVING[kind] or _odd_mark(kind, key)
    for key in _turned(known) if kind is Kind.PERSON else ():
        found.setdefault(_held(key), False)
    return found


def held_in(things: Iterable[tuple[str, Values]]) -> frozenset[str]:
    """The keys of entities by type and attributes, as far as a listing may be found by one. It is
    part of every push, so a person's telephone and home, which are entities themselves, are read
    once."""
    return frozenset(
        _held(key)
        for type_, attributes in things
        for keys in exact(type_, _telling(type_, attributes)).values()
        for key in keys
        if key.kind in WATCHED
    )


_OWN = frozenset({"phone", "email", "address", "postcode"})


def _telling(type_: str, attributes: Values) -> Values:
    if type_ != "person":
        return attributes
    return {name: value for name, value in attributes.items() if base(name) not in _OWN}


def asked(kind: str, criteria: Values) -> frozenset[str]:
    """Those of a question: what it names things by is what entities do, but for an online name."""
    types = {"driver": "person", "place": "place", "phone": "phone", "online": "online"}
    said = {**criteria}
    if kind == "place" and "text" not in said:
        said["text"] = said.get("address", "")
    if kind == "driver":
        said["driver_number"] = said.get("number", "")
    things: list[tuple[str, Values]] = [(types.get(kind, kind), said)]
    if "wallet" in said:
        things.append(("wallet", {"address": said["wallet"]}))
    return held_in(things)


def _sought(kind: Kind, known: Values) -> Iterator[Key]:
    yield from _all(kind.value, known)
    if kind is Kind.ONLINE and "wallet" in known:
        yield from _all("wallet", {"address": known["wallet"]})


def _all(type_: str, known: Values) -> Iterator[Key]:
    for keys in exact(type_, known).values():
        yield from (key for key in keys if key.kind in WATCHED)


def _odd_mark(kind: Kind, key: Key) -> bool:
    """A plate of no British pattern, listed on purpose and read alike, is that plate: it is those
    that are asked about most. A short one may be a part of another."""
    name, _, value = key.value.partition(" ")
    doubtful = key.kind == DOUBTFUL and name == "vrm"
    return kind is Kind.VEHICLE and doubtful and len(value) >= _LEAST_MARK


def _turned(known: Values) -> Iterator[Key]:
    """Names the wrong way round, and day and month of the birth: likely slips of a pen."""
    last, first = known.get("surname"), known.get("given_names")
    swapped = {**known, "surname": first, "given_names": last}
    turns = [{**known, "dob": turned(day)} for day in births(known)[:1]]
    for said in (swapped, *turns):
        yield from (key for key in _all("person", said) if key.kind == NAMED)


def _held(key: Key) -> str:
    return f"{key.kind}:{key.value[:LONGEST]}"
