"""How far what we write in STIX may go: TLP 2.0, and beside it what the marking asks of a reader.

TLP 2.0 (FIRST, 2022) is no part of STIX 2.1 itself: OASIS published its definitions as objects with
an extension, under ids that are the same everywhere. So they travel with what they mark.
"""

from typing import Any
from uuid import UUID, uuid5

from field_api.connectors.rules import Clearance

Object = dict[str, Any]

_SPACE = UUID("0b0f6c9d-95d1-5c3a-9a5e-6f1b2a7c4d31")
_TLP = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_LEVELS = {
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "clear",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": "amber+strict",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
# The first TLP, which STIX 2.1 has in itself; feeds still use it. WHITE became CLEAR.
_FIRST = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
_BY_LEVEL = {level: name for name, level in _LEVELS.items()}
GREEN, AMBER = _BY_LEVEL["green"], _BY_LEVEL["amber"]
_ORDER = ("clear", "green", "amber", "amber+strict", "red")

_HANDLING = {
    Clearance.OFFICIAL.value: "OFFICIAL (Government Security Classifications).",
    Clearance.OFFICIAL_SENSITIVE.value: "OFFICIAL-SENSITIVE (Government Security Classifications). "
    "HANDLING: for the prevention, detection and disruption of crime; not to be disclosed to whom "
    "it is about.",
}
_BEGINNING = "2026-01-01T00:00:00.000Z"


def of(marking: str, by: str) -> list[str]:
    """The ids that mark an object of this marking, written `by` an identity: TLP:GREEN for
    OFFICIAL, TLP:AMBER for what is more or unknown, and what the marking asks of a reader."""
    gsc = marking if marking in _HANDLING else Clearance.OFFICIAL_SENSITIVE.value
    return [GREEN if gsc == Clearance.OFFICIAL.value else AMBER, _statement_id(gsc, by)]


def definitions(by: str) -> dict[str, Object]:
    """Every object that `of` may name, by its id."""
    made = [_level(name) for name in (GREEN, AMBER)]
    made += [_statement(gsc, by) for gsc in _HANDLING]
    return {str(one["id"]): one for one in made}


def level(refs: list[Any]) -> str:
    """The strictest TLP of what marks an object, of either version; `amber` where there is none
    that we know: what bears no label is not thereby everybody's."""
    known = {**_FIRST, **_LEVELS}
    return max((known[ref] for ref in refs if ref in known), key=_ORDER.index, default="amber")


def _level(name: str) -> Object:
    which = _LEVELS[name]
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": name,
        "created": "2022-10-01T00:00:00.000Z",
        "name": f"TLP:{which.upper()}",
        "extensions": {_TLP: {"extension_type": "property-extension", "tlp_2_0": which}},
    }


def _statement_id(gsc: str, by: str) -> str:
    return f"marking-definition--{uuid5(_SPACE, f'{by} {gsc}')}"


def _statement(gsc: str, by: str) -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _statement_id(gsc, by),
        "created_by_ref": by,
        "created": _BEGINNING,
        "definition_type": "statement",
        "definition": {"statement": _HANDLING[gsc]},
    }
