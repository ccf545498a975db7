"""What a system may be told of an entry: only fields known to be marked at or below its clearance.

It happens before mapping, so that no mapping, however written, can let through what its system may
not hold. Whatever the form does not know is unmarked, and what is unmarked goes nowhere.
"""

from collections.abc import Mapping
from typing import Any

from field_api.connectors.rules import Clearance
from field_api.mapping.rules.pointers import escaped

Document = dict[str, Any]
Markings = Mapping[str, str]

_LOW, _HIGH = Clearance.OFFICIAL.value, Clearance.OFFICIAL_SENSITIVE.value
_RISING = (_LOW, _HIGH)

# What stands around the body is the same for every kind, and so are its markings.
_AROUND: Mapping[str, str] = {
    "submission": _LOW,
    "revision": _LOW,
    "reference": _LOW,
    "kind": _LOW,
    "form_version": _LOW,
    "seq": _LOW,
    "marking": _LOW,
    "occurred_at": _LOW,
    "written_at": _LOW,
    "unit": _LOW,
}
_OFFICER: Mapping[str, str] = {"collar": _LOW, "force": _LOW, "rank": _LOW, "name": _HIGH}


def redacted(
    document: Document, *, markings: Markings, clearance: str
) -> tuple[Document, list[str]]:
    """A document without what the system may not hold, and pointers to what the body lost.

    `markings` gives the marking of each place in the body, `*` standing for any index of a list:
    {"/persons": …, "/persons/*": …, "/persons/*/surname": …}. A place is kept when it and all that
    it stands in are cleared. `marking` becomes the highest that what is left may have.
    """
    cleared = _cleared(clearance)
    removed: list[str] = []
    body = _members(document.get("body"), "", "", (markings, cleared), removed)
    labels = document.get("labels", {})
    kept = {
        **{name: document[name] for name in document if _AROUND.get(name) in cleared},
        "officer": {
            name: value
            for name, value in document.get("officer", {}).items()
            if _OFFICER.get(name) in cleared
        },
        "body": body,
        "labels": {name: label for name, label in labels.items() if name in body},
    }
    if kept.get("marking") not in cleared and "marking" in kept:
        kept["marking"] = cleared[-1]
    return kept, removed


def covers(clearance: str, marking: str) -> bool:
    return marking in _cleared(clearance)


def _cleared(clearance: str) -> tuple[str, ...]:
    """Nothing, for a clearance nobody knows."""
    return _RISING[: _RISING.index(clearance) + 1] if clearance in _RISING else ()


_Rule = tuple[Markings, tuple[str, ...]]


def _members(found: Any, pattern: str, at: str, rule: _Rule, removed: list[str]) -> Document:
    """`pattern` is where we are as markings name it, `at` as a pointer does."""
    markings, cleared = rule
    kept: Document = {}
    for name, value in found.items() if isinstance(found, dict) else ():
        step = name if name.isidentifier() else escaped(name)
        below = f"{pattern}/{step}"
        if markings.get(below) not in cleared or name == "*":
            removed.append(f"{at}/{step}")
        elif type(value) in _CONTAINERS:
            kept[name] = _inside(value, below, f"{at}/{step}", rule, removed)
        else:
            kept[name] = value
    return kept


def _inside(value: Any, pattern: str, at: str, rule: _Rule, removed: list[str]) -> Any:
    if isinstance(value, dict):
        return _members(value, pattern, at, rule, removed)
    markings, cleared = rule
    below = f"{pattern}/*"
    if markings.get(below) not in cleared:
        removed.extend(f"{at}/{index}" for index in range(len(value)))
        return []
    return [
        _inside(one, below, f"{at}/{index}", rule, removed) if type(one) in _CONTAINERS else one
        for index, one in enumerate(value)
    ]


_CONTAINERS = frozenset({dict, list})
