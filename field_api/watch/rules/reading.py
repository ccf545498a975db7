"""What cameras report: one reading, whole or with all that is wrong with it."""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from field_api.lib import clock
from field_api.watch.rules.found import SIGHTINGS_KEPT
from field_api.watch.rules.matching import held_in

MOST = 500
"""Readings in one message."""

_AHEAD = timedelta(minutes=10)
_TEXTS = {"id": 200, "vrm": 15, "camera": 60, "place": 200, "direction": 30}
_NEEDED = ("id", "vrm", "seen_at")
COLUMNS = ("id", "vrm", "seen_at", "camera", "place", "latitude", "longitude", "direction")


@dataclass(frozen=True, slots=True)
class Reading:
    """`id` is the system's own; `held` the registration as a key."""

    id: str
    vrm: str
    held: str
    seen_at: datetime
    camera: str = ""
    place: str = ""
    direction: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Unread(ValueError):
    """`faults` are (member, sentence), without a word of what was sent."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(name for name, _ in faults))
        self.faults = faults


def read(given: object, *, now: datetime) -> Reading:
    """Raises Unread."""
    if not isinstance(given, Mapping):
        raise Unread([("", "An object.")])
    faults = [*_texts(given), *_point_faults(given)]
    seen_at = _moment(given.get("seen_at"), now, faults)
    vrm = given.get("vrm")
    held = held_in([("vehicle", {"vrm": vrm})]) if isinstance(vrm, str) else frozenset()
    if not held and not any(name == "vrm" for name, _ in faults):
        faults.append(("vrm", "Letters and figures of a registration mark."))
    if faults or seen_at is None:
        raise Unread(faults)
    texts = {name: str(given.get(name) or "").strip() for name in _TEXTS}
    latitude, longitude = _number(given.get("latitude")), _number(given.get("longitude"))
    return Reading(**texts, held=min(held), seen_at=seen_at, latitude=latitude, longitude=longitude)


def rows(text: str) -> Iterator[dict[str, Any]]:
    """The rows of a CSV file with a head, by names in small letters; empty cells are left out."""
    found = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""))
    head = [name.strip().lower() for name in next(found, [])]
    for row in found:
        if any(cell.strip() for cell in row):
            pairs = zip(head, row, strict=False)
            yield {name: cell.strip() for name, cell in pairs if name and cell.strip()}


def _texts(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, most in _TEXTS.items():
        value = given.get(name)
        if value in (None, ""):
            if name in _NEEDED:
                yield name, "Needed."
        elif not isinstance(value, str) or not value.isprintable() or not value.strip():
            yield name, "A text in one line."
        elif len(value) > most:
            yield name, f"At most {most} characters."


def _moment(value: object, now: datetime, faults: list[tuple[str, str]]) -> datetime | None:
    try:
        at = clock.parse(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        faults.append(("seen_at", "A moment as 2026-11-22T14:05:09Z, with its offset from UTC."))
    elif at > now + _AHEAD:
        faults.append(("seen_at", "It lies ahead."))
    elif at < now - SIGHTINGS_KEPT:
        faults.append(("seen_at", f"Sightings are kept for {SIGHTINGS_KEPT.days} days."))
    return at


def _point_faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    one, other = given.get("latitude"), given.get("longitude")
    if one in (None, "") and other in (None, ""):
        return
    for name, value, most in (("latitude", one, 90), ("longitude", other, 180)):
        number = _number(value)
        if number is None or abs(number) > most:
            yield name, f"Degrees of WGS84, from -{most} to {most}; both or neither."


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or value == "":
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
