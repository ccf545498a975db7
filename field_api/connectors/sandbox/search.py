"""How the sandbox systems search what they know."""

import re
from typing import Any

from field_api.connectors.sandbox.people import Person, Register, Vehicle
from field_api.connectors.sandbox.validity import Check, Part

REASON_CODES = frozenset("0123456789")  # the national ten, 0 audit check to 9 update or confirm
MOST_RESULTS = 20
RESTRICTED = "R"
"""Handling of a record that is counted and not shown."""
_CONDITIONS = "Do not act on it or pass it on without asking whoever wrote it."
_NEEDED = {
    "person": ("surname",), "vehicle": ("vrm",), "place": ("address", "postcode"),
    "phone": ("number",),
}  # fmt: skip
"""One of these at least; a question of another kind is refused as such."""


def faults(part: Part, question: dict[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a question: no system of this sort answers one without a purpose."""
    check = Check(question)
    check.one_of("/kind", part.searches, needed=True)
    check.text("/purpose", shortest=3, longest=250)
    check.one_of("/reason_code", REASON_CODES, needed=True)
    needed = _NEEDED.get(str(question.get("kind")), ())
    if needed and not any(_letters(check.at(f"/criteria/{name}")) for name in needed):
        check.fault(f"/criteria/{needed[0]}", "is needed")
    return check.faults


def results(register: Register, question: dict[str, Any]) -> list[dict[str, Any]]:
    criteria = question["criteria"]
    if question["kind"] == "vehicle":
        vrm = _letters(criteria["vrm"])
        vehicles = [v for v in register.vehicles if _letters(v.vrm) == vrm]
        return [_told_vehicle(vehicle) for vehicle in vehicles][:MOST_RESULTS]
    fits = {"place": _lives_at, "phone": _rings_at}.get(question["kind"], _fits)
    people = [person for person in register.people if fits(person, criteria)]
    return [_told_person(person) for person in people][:MOST_RESULTS]


def _fits(person: Person, criteria: dict[str, Any]) -> bool:
    """Surname or alias exactly; forename by its first three letters (Jordan, Jordon); date of birth
    by its year: an officer in the street may have heard day and month the wrong way round.
    """
    surnames = {_letters(name) for name in (person.surname, *person.also_known_as)}
    if _letters(criteria.get("surname")) not in surnames:
        return False
    wanted = _letters(criteria.get("given_names") or criteria.get("forenames"))
    if wanted and _letters(person.forenames)[:3] != wanted[:3]:
        return False
    year = str(criteria.get("dob") or "")[:4]
    return not year or person.dob[:4] == year


def _lives_at(person: Person, criteria: dict[str, Any]) -> bool:
    """What was said of the address somewhere in it; a postcode as well where both were said."""
    said = [_letters(criteria.get(name)) for name in ("address", "postcode")]
    return bool(person.address) and all(part in _letters(person.address) for part in said)


def _rings_at(person: Person, criteria: dict[str, Any]) -> bool:
    return bool(person.phone) and _national(person.phone) == _national(criteria["number"])


def _national(number: str) -> str:
    return re.sub(r"^(?:00)?44", "0", re.sub(r"\(0\)|\D", "", number))


def _told_person(person: Person) -> dict[str, Any]:
    values = {
        "name": person.name,
        "surname": person.surname,
        "forenames": person.forenames,
        "dob": person.dob,
        "sex": person.sex,
        "address": person.address,
        "pnc_id": person.pnc_id,
        "phone": person.phone,
        "also_known_as": ", ".join(person.also_known_as),
    }
    return _told(person, "person", values)


def _told_vehicle(vehicle: Vehicle) -> dict[str, Any]:
    values = {
        "vrm": vehicle.vrm,
        "make": vehicle.make,
        "model": vehicle.model,
        "colour": vehicle.colour,
        "keeper": vehicle.keeper,
    }
    return _told(vehicle, "vehicle", values)


def _told(found: Person | Vehicle, kind: str, values: dict[str, str]) -> dict[str, Any]:
    if found.handling == "C":
        values["conditions"] = _CONDITIONS
    return {
        "ref": found.ref,
        "type": kind,
        "as_of": found.as_of,
        "handling": found.handling,
        "values": {name: value for name, value in values.items() if value},
        "warnings": [warning.told() for warning in found.warnings],
    }


def _letters(value: Any) -> str:
    """Letters and digits only, lower case: FB26 DEM is fb26dem, O'Sample is osample."""
    return re.sub(r"[\W_]+", "", value).casefold() if isinstance(value, str) else ""
