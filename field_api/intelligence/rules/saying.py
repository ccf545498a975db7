"""How an entity is called in one line, from as much of it as the reader may see."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from field_api.catalogue.rules.entities.attributes import ATTRIBUTES as ORDER
from field_api.intelligence.rules import keys
from field_api.lib import identifiers

TYPES = {
    "person": "Person", "organisation": "Organisation", "place": "Place", "vehicle": "Vehicle",
    "phone": "Phone", "email": "E-mail", "online": "Online", "account": "Account",
    "wallet": "Wallet", "property": "Property", "weapon": "Weapon", "drug": "Drug",
    "document": "Document", "event": "Event",
}  # fmt: skip
ATTRIBUTES = {
    "given_names": "Given names", "dob": "Date of birth", "age_estimate": "Age, as estimated",
    "self_defined_ethnicity": "Ethnicity, as they say", "officer_defined_ethnicity": "Ethnicity, "
    "as the officer says", "pnc_id": "PNC ID", "cro": "CRO number", "nino": "National Insurance "
    "number", "nhs_number": "NHS number", "driver_number": "Driver number", "vrm": "Registration",
    "vin": "VIN", "imei": "IMEI", "url": "Web address", "ip_address": "IP address",
    "email": "E-mail", "handle": "Online name",
}  # fmt: skip
_UNNAMED = "not named"


def label(type: str, attributes: Mapping[str, Any]) -> str:
    """`Sample, Alex, born 12.03.1990`; `AB12 CDE, blue Ford Focus`; else its first words."""
    said = _SAID.get(type, _plainly)(attributes)
    return said[:120] or f"{TYPES.get(type, type.title())}, {_UNNAMED}"


def title(attribute: str) -> str:
    """What people call an attribute."""
    return ATTRIBUTES.get(attribute, attribute.replace("_", " ").capitalize())


def place(type: str) -> Callable[[str], tuple[int, str]]:
    """Sorts attributes as people read them: who before where."""
    known = {name: at for at, name in enumerate(ORDER.get(type, ()))}
    return lambda name: (known.get(name, len(known)), name)


def value(attribute: str, said: Any) -> str:
    """A value in one line: of a place its words, of a day the date as people write it."""
    if attribute == "dob" and isinstance(said, str) and (day := _day(said)):
        return day
    return ", ".join(keys.texts({attribute: said}, attribute)) or _number(said)


def _number(said: Any) -> str:
    return str(said) if isinstance(said, int | float) and not isinstance(said, bool) else ""


def _person(attributes: Mapping[str, Any]) -> str:
    parts = [_first(attributes, name) for name in ("surname", "given_names")]
    if not any(parts):
        parts = [_first(attributes, "alias")]
    if (born := keys.births(attributes)) and (day := _day(born[0])):
        parts.append(f"born {day}")
    elif age := value("age_estimate", attributes.get("age_estimate")):
        parts.append(f"about {age}")
    return ", ".join(filter(None, parts))


def _vehicle(attributes: Mapping[str, Any]) -> str:
    looks = " ".join(
        filter(None, (_first(attributes, each) for each in ("colour", "make", "model")))
    )
    mark = _first(attributes, "vrm")
    shown = identifiers.read("vrm", mark).shown if mark else _first(attributes, "vin")
    return ", ".join(filter(None, (shown, looks)))


def _plainly(attributes: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (value(name, said) for name, said in attributes.items())))


def _first(attributes: Mapping[str, Any], name: str) -> str:
    return next(iter(keys.texts(attributes, name)), "")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).strftime("%d.%m.%Y")
    except ValueError:
        return ""


_SAID = {"person": _person, "vehicle": _vehicle}
