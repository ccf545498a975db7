"""Who and what an entry speaks of, by the annotations of its form: people and vehicles as lists."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.mapping.rules.starting.asked import Fields, Spec, literal

PERSON = {"surname": "surname", "forenames": "given_names", "dob": "dob", "sex": "sex"}
VEHICLE = {"vrm": "vrm", "make": "make", "model": "model", "colour": "colour"}


def gathered(fields: Fields, kind: str, wanted: Mapping[str, str]) -> str:
    """One expression of all entities of a type: {theirs: value, role}, only those with any value.
    `wanted` is {theirs: attribute}. An empty list where the form speaks of none.
    """
    sources = list(_sources(fields, kind, wanted))
    if not sources:
        return "`[]`"
    known = " || ".join(name for name in wanted if name != "sex")
    return f"[{', '.join(sources)}][] | [?{known}]"


def _sources(fields: Fields, kind: str, wanted: Mapping[str, str]) -> Iterator[str]:
    yield from (f"body.{made}" for made in _grouped(fields, kind, wanted))
    for name, spec in fields.items():
        if spec["x-widget"] != "repeat":
            continue
        inner, about = spec["items"]["properties"], spec.get("x-entity", {})
        if about.get("type") == kind:
            own = {_attribute(one, each, {}): one for one, each in inner.items() if _own(each)}
            yield f"body.{name}[].{_made(own, about, wanted)}"
        yield from (f"body.{name}[].{made}" for made in _grouped(inner, kind, wanted))


def _own(spec: Spec) -> bool:
    """It speaks of the repeat's own entity: it names none of another group."""
    return "group" not in spec.get("x-entity", {})


def _grouped(fields: Mapping[str, Any], kind: str, wanted: Mapping[str, str]) -> Iterator[str]:
    groups: dict[str, tuple[Spec, dict[str, str]]] = {}
    for name, spec in fields.items():
        about = spec.get("x-entity", {})
        if about.get("type") == kind and "group" in about:
            _, named = groups.setdefault(about["group"], (about, {}))
            named.setdefault(_attribute(name, spec, about), name)
    yield from (_made(named, about, wanted) for about, named in groups.values())


def _attribute(name: str, spec: Spec, about: Spec) -> str:
    said: str = about.get("attribute") or spec.get("x-entity", {}).get("attribute") or name
    return said


def _made(named: Mapping[str, str], about: Spec, wanted: Mapping[str, str]) -> str:
    members = {theirs: named[ours] for theirs, ours in wanted.items() if ours in named}
    role = about.get("role_in") or literal(about.get("role", ""))
    pairs = ", ".join(f"{theirs}: {ours}" for theirs, ours in {**members, "role": role}.items())
    return "{" + pairs + "}"
