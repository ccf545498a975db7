"""The intelligence system: a 3x5x2 report, one matter an item. Who the source is, is not in it."""

from typing import Any

from field_api.mapping.python import shared

Document = dict[str, Any]

_ITEM = ("narrative", "assessment", "handling", "conditions")

ORIGINS = {
    "intelligence-report": {
        "/source_evaluation": "/source_evaluation",
        "/items": "/items",
        "/items/*": "/items/*",
        **{f"/items/*/{name}": f"/items/*/{name}" for name in _ITEM},
        "/priority": "/priority",
        "/obtained_at": "/obtained_at",
        **shared.PERSONS,
        **shared.VEHICLES,
    }
}


def mapped(kind: str, document: Document) -> Document:
    """Raises KeyError for any kind but an intelligence report."""
    body = {"intelligence-report": document["body"]}[kind]
    return {
        **shared.members(document),
        "source_evaluation": body["source_evaluation"],
        "items": [
            {name: item[name] for name in _ITEM if name in item} for item in body.get("items", [])
        ],
        "priority": body["priority"],
        "obtained_at": body.get("obtained_at"),
        "persons": shared.persons(body.get("persons", [])),
        "vehicles": shared.vehicles(body.get("vehicles", [])),
    }
