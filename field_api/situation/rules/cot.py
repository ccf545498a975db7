"""Cursor-on-Target events, version 2.0, as TAK servers take them: XML, one after another.

Public domain of MITRE ("Cursor on Target Message Router User's Guide", 2009): `time` is when the
event was made, `start` to `stale` when it holds, `how` who says so, `ce` and `le` metres of error.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from field_api.situation.rules.places import Place

LASTS = timedelta(hours=24)
UNKNOWN = "9999999.0"
"""What the standard writes for a height and an error that nobody knows."""

_MARKER, _ENDED, _PING, PONG = "b-m-p-s-m", "t-x-d-d", "t-x-c-t", "t-x-c-t-r"
_TYPED = "h-e"  # estimated by a human: whether a phone or a person said so is not told


@dataclass(frozen=True, slots=True)
class Told:
    """What one place of one entry is told as. `title` names the sort of entry, and nobody."""

    id: UUID
    submission: UUID
    title: str
    at: datetime
    place: Place
    marking: str
    agreement: str

    @property
    def digest(self) -> str:
        """Of all that is told: another is another event under the same uid, which replaces it."""
        return sha256(repr(self).encode()).hexdigest()[:32]


def uid(id: UUID) -> str:
    return f"fieldbook.{id}"


def shown(one: Told, now: datetime) -> bytes:
    """The marking stands in the detail and again in words: clients show the remarks."""
    event = _event(uid(one.id), _MARKER, now, one.at, one.at + LASTS)
    _point(event, one.place)
    detail = SubElement(event, "detail")
    SubElement(detail, "contact", callsign=one.title)
    SubElement(detail, "fieldbook", marking=one.marking, agreement=one.agreement)
    SubElement(detail, "remarks").text = f"{one.marking}. {one.title}."
    return tostring(event)


def ended(id: UUID, now: datetime) -> bytes:
    """Take it off the map: withdrawn, erased, no longer agreed, or over."""
    event = _event(f"{uid(id)}.ended", _ENDED, now, now, now + timedelta(minutes=1))
    _point(event, None)
    detail = SubElement(event, "detail")
    SubElement(detail, "link", uid=uid(id), relation="none", type="none")
    SubElement(detail, "__forcedelete")
    return tostring(event)


def ping(id: UUID, now: datetime) -> bytes:
    """Asks whether all before it was read: the server answers an event of type `PONG`."""
    event = _event(uid(id), _PING, now, now, now + timedelta(minutes=1))
    _point(event, None)
    return tostring(event)


def _event(uid: str, sort: str, now: datetime, start: datetime, stale: datetime) -> Element:
    said = {"version": "2.0", "uid": uid, "type": sort, "how": _TYPED}
    times = {"time": _moment(now), "start": _moment(start), "stale": _moment(stale)}
    return Element("event", said | times)


def _point(event: Element, place: Place | None) -> None:
    lat, lon = (f"{place.latitude:.6f}", f"{place.longitude:.6f}") if place else ("0.0", "0.0")
    error = f"{place.within}.0" if place else UNKNOWN
    SubElement(event, "point", lat=lat, lon=lon, hae=UNKNOWN, ce=error, le=UNKNOWN)


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
