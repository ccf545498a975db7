"""Who or what is sought, by the names that forms share: {type, attributes}."""

from collections.abc import Mapping
from typing import Any

_ONLINE = {"email": ("email", "address"), "wallet": ("wallet", "address")}
_NAMED = ("given_names", "surname")
_VEHICLE = ("vrm", "colour", "make", "model")


def sought_of(kind: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The same of an entry of the watch list. An address of e-mail or a wallet is a thing of its
    own in forms; a place is written in words."""
    said = {name: str(value) for name, value in known.items() if value}
    for name, (type_, attribute) in _ONLINE.items():
        if kind == "online" and name in said:
            return {"type": type_, "attributes": {attribute: said[name]}}
    return {"type": kind, "attributes": said} if said else {}


def label(kind: str, known: Mapping[str, Any]) -> str:
    """One line of it: "Alex Sample, born 1990-02-01", "AB12 CDE blue Ford Transit"."""
    said = {name: str(value) for name, value in known.items() if value}
    if kind == "person":
        name = " ".join(said[part] for part in _NAMED if part in said)
        born = f"born {said['dob']}" if "dob" in said else ""
        return ", ".join(filter(None, [name, born])) or next(iter(said.values()), "")
    if kind == "vehicle":
        shown = _VEHICLE if "vrm" in said else ("vin", *_VEHICLE)
        return " ".join(said[part] for part in shown if part in said)
    return next(iter(said.values()), "")
