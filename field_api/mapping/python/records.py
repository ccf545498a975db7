"""The records management system: a summary, where, who, which vehicles."""

from collections.abc import Callable
from typing import Any

from field_api.mapping.python import shared

Document = dict[str, Any]

_LONGEST = 2000

ORIGINS = {
    "note": {"/summary": "/text", **shared.LOCATION, **shared.PERSONS, **shared.VEHICLES},
    "stop-search": {
        "/summary": "/grounds",
        **shared.LOCATION,
        "/persons/0/surname": "/surname",
        "/persons/0/forenames": "/given_names",
        "/persons/0/dob": "/dob",
        **{f"/vehicles/0/{name}": f"/{name}" for name in ("vrm", "make", "model", "colour")},
        "/vehicles": "/vrm",
    },
}


def mapped(kind: str, document: Document) -> Document:
    """Raises KeyError for a kind this system is not told about."""
    return {**shared.members(document), **_KINDS[kind](document)}


def _note(document: Document) -> Document:
    body = document["body"]
    return {
        "type": "NOTE",
        "summary": _short(": ".join(filter(None, (body.get("subject"), body.get("text"))))),
        "location": shared.location(body),
        "persons": shared.persons(body.get("persons", [])),
        "vehicles": shared.vehicles(body.get("vehicles", [])),
    }


def _stop_search(document: Document) -> Document:
    body, labels = document["body"], document["labels"]
    parts = ("search_type", "power", "object_of_search", "outcome")
    said = [labels[part] for part in parts if part in labels]
    # The law lets a person decline to be named (Code A 4.3A), and then nobody is listed.
    named = [{**body, "role": "Subject"}] if body.get("surname") else []
    return {
        "type": "STOPSEARCH",
        "summary": _short(". ".join([*said, body.get("grounds", "")]).strip()),
        "location": shared.location(body),
        "persons": shared.persons(named),
        "vehicles": shared.vehicles([body] if body.get("vrm") else []),
    }


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


_KINDS: dict[str, Callable[[Document], Document]] = {"note": _note, "stop-search": _stop_search}
