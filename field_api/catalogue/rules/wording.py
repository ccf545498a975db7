"""What a form says in codes and conditions, in words that people use. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Spec = Mapping[str, Any]

_FEW = 4
WIDGETS = {
    "text": "text",
    "textarea": "long text",
    "number": "number",
    "code": "code of a list",
    "signature": "signature",
    "choice": "one of",
    "radio": "one of",
    "checks": "any of",
    "datetime": "date and time",
    "date": "date",
    "boolean": "yes or no",
    "place": "place",
    "repeat": "list",
}
MODES = {
    "before": "Read before it is sent",
    "after": "Sent at once, read afterwards",
    "sample": "{percent} % drawn and read afterwards",
    "none": "Not read by a second person",
}
_PREFILLS = {
    "now": "the time",
    "here": "the place",
    "me": "the officer",
    "unit": "their unit",
    "reference": "the reference of the entry that opened it",
}


def prefilled(spec: Spec) -> str:
    known = str(spec.get("x-prefill", ""))
    return _PREFILLS.get(known, known)


def labels(spec: Spec) -> dict[str, str]:
    """What each code of a field is called; a code without a label by itself."""
    listed = spec["items"] if spec["x-widget"] == "checks" else spec
    known = listed.get("x-labels", {})
    return {code: known.get(code, code) for code in listed.get("enum", ())}


def either(said: Iterable[str], word: str = "or") -> str:
    """`a, b or c`."""
    *first, last = said
    return f"{', '.join(first)} {word} {last}" if first else last


def quoted(said: str) -> str:
    return f"“{said}”"


def condition(wanted: Spec, beside: Mapping[str, Spec], few: int | None = _FEW) -> str:
    """When fields have certain values: `“Outcome” is “Arrest” or “Caution”`. More values than `few`
    are counted. `beside` are the fields that it speaks of, by name; one that is not there, and a
    code that has no label, stand as they are.
    """
    return " and ".join(
        _held(beside.get(name, {"title": name, "x-widget": ""}), values, few)
        for name, values in wanted.items()
    )


def _held(spec: Spec, values: Sequence[object], few: int | None) -> str:
    title = quoted(spec["title"])
    if few is not None and len(values) > few:
        return f"{title} has one of {len(values)} values"
    known = labels(spec)
    order = {code: number for number, code in enumerate(known)}
    ordered = sorted(values, key=lambda one: order.get(str(one), len(order)))
    return f"{title} is {either(_value(one, known) for one in ordered)}"


def _value(value: object, known: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quoted(known.get(str(value), str(value)))


def entity(said: Spec) -> str:
    """Whom or what a field speaks of: `person, subject`; "" for nobody."""
    if not said:
        return ""
    role = said.get("role") or (f"role said by {said['role_in']}" if "role_in" in said else "")
    parts = (said["type"], role, said.get("attribute", ""))
    return ", ".join(part for part in parts if part)


def roles(said: Iterable[str]) -> list[str]:
    return [role.replace("_", " ") for role in said]


def called(kind: str, others: Mapping[str, Spec]) -> str:
    """The title of a form, by its kind; of one that nobody is offered, its code in words."""
    return str(others[kind]["title"]) if kind in others else _words(kind)


def place_titles(places: Iterable[str], known: Mapping[str, Spec]) -> list[str]:
    """The labels of places, `field` or `list.field`, in the order of `known`: fields by pointer.
    One that nobody knows is last, by its name in words.
    """
    order = {at: number for number, at in enumerate(known)}
    named = sorted(
        {place: _at(place) for place in places}.items(),
        key=lambda one: order.get(one[1], len(order)),
    )
    return [
        str(known[at]["title"]) if at in known else _words(place.rpartition(".")[2])
        for place, at in named
    ]


def _at(place: str) -> str:
    return "/" + place.replace(".", "/*/")


def _words(name: str) -> str:
    return re.sub("[-_]", " ", name).capitalize()
