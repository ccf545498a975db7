"""A listing in one line, as an officer in the street needs it."""

from collections.abc import Mapping
from typing import Any

from field_api.lib import identifiers

CATEGORIES: Mapping[str, str] = {
    "wanted": "Wanted",
    "missing": "Missing",
    "stolen": "Stolen",
    "no_insurance": "No insurance",
    "intelligence": "Of interest",
    "safeguarding": "At risk",
    "bail": "On bail",
    "other": "Looked for",
}


def what(category: str, kind: str, known: Mapping[str, Any]) -> str:
    """`Stolen: FB26 DEM, blue Ford Focus`; only the first where nothing names it."""
    named = subject(kind, known)
    word = CATEGORIES.get(category, CATEGORIES["other"])
    return f"{word}: {named}" if named else word


def subject(kind: str, known: Mapping[str, Any]) -> str:
    """Who or what it is, by what says most."""
    said = {name: str(value).strip() for name, value in known.items() if value}
    parts = _PARTS.get(kind, _plain)(said)
    return ", ".join(part for part in parts if part)


def _vehicle(said: Mapping[str, str]) -> list[str]:
    looks = " ".join(said[name] for name in ("colour", "make", "model") if name in said)
    vin = f"VIN {said['vin']}" if "vin" in said and "vrm" not in said else ""
    mark = identifiers.read("vrm", said["vrm"]).shown if "vrm" in said else ""
    return [mark, vin, looks]


def _person(said: Mapping[str, str]) -> list[str]:
    name = ", ".join(said[one] for one in ("surname", "given_names") if one in said)
    born = f"born {_day(said['dob'])}" if "dob" in said else ""
    return [name, born] if name else [born, *_plain(said)[:1]]


def _day(text: str) -> str:
    """`14.05.1988` of `1988-05-14`, as recognition has it; what is no date is left as it is."""
    parts = text.split("-")
    return ".".join(reversed(parts)) if [len(part) for part in parts] == [4, 2, 2] else text


def _plain(said: Mapping[str, str]) -> list[str]:
    return list(said.values())[:2]


_PARTS = {"vehicle": _vehicle, "person": _person}
