"""Members that every mapped document carries, and the shapes several systems share."""

from typing import Any

Document = dict[str, Any]

# Theirs: ours. `*` is any index, and the same one on our side.
LOCATION = {
    "/location": "/place",
    "/location/text": "/place/text",
    "/location/lat": "/place/latitude",
    "/location/lon": "/place/longitude",
}
PERSONS = {
    "/persons": "/persons",
    "/persons/*": "/persons/*",
    "/persons/*/surname": "/persons/*/surname",
    "/persons/*/forenames": "/persons/*/given_names",
    "/persons/*/dob": "/persons/*/dob",
    "/persons/*/sex": "/persons/*/sex",
    "/persons/*/role": "/persons/*/role",
}
VEHICLES = {"/vehicles": "/vehicles", "/vehicles/*": "/vehicles/*"} | {
    f"/vehicles/*/{name}": f"/vehicles/*/{name}" for name in ("vrm", "make", "model", "colour")
}


def members(document: Document) -> Document:
    return {
        "fieldbook_id": document["submission"],
        "version": document["seq"],
        "reference": document["reference"],
        "officer": {
            "collar": document["officer"]["collar"],
            "force": document["officer"]["force"],
        },
        "occurred_at": document["occurred_at"],
        "marking": document["marking"],
    }


def location(body: Document) -> Document | None:
    place = body.get("place")
    if not isinstance(place, dict):
        return None
    return {
        "text": place.get("text", ""),
        "lat": place.get("latitude"),
        "lon": place.get("longitude"),
    }


def persons(rows: list[Document]) -> list[Document]:
    return [
        {
            "surname": row.get("surname", ""),
            "forenames": row.get("given_names", ""),
            "dob": row.get("dob"),
            "sex": row.get("sex"),
            "role": row.get("role", ""),
        }
        for row in rows
    ]


def vehicles(rows: list[Document]) -> list[Document]:
    names = ("vrm", "make", "model", "colour")
    return [{name: row.get(name, "") for name in names} for row in rows]
