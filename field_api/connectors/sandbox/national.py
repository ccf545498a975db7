"""What the national systems and the cameras know of the people and vehicles of `people`.

The same ones, in other words: names in capitals, a home that is out of date, a birthday with day
and month the wrong way round, a colour repainted since. One record is restricted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from field_api.connectors.sandbox.people import (
    ARMED,
    DEMO,
    KEEPER,
    PEOPLE,
    SWAPPED,
    TWINS,
    WARNINGS,
    Person,
    Register,
    Vehicle,
    vehicle,
)

Told = dict[str, Any]

_WANTED = {22: "Wanted on warrant: failing to appear, Sampleford", 7: "Wanted: theft of vehicle"}
_MISSING = {15: "Missing since 2026-11-20, medium risk"}
_BAIL = {
    11: ["Not to enter Mock Street, Sampleford", "To live at the address given"],
    18: ["Curfew 21:00 to 06:00"],
}
_DISQUALIFIED = {0: "2027-08-01", 9: "2028-02-29"}
_RESTRICTED = 26
_MARKERS = {0: ("VI", "ES"), 4: ("AT",), 7: ("VI",), 18: ("SH", "DR"), 22: ("FI",)}
_REPORTS = {
    "FB26DEM": ("information", "Seen near thefts of tools from vans; details wanted"),
    "DB93SMP": ("stolen", "Stolen from Trial Road, Sampleford"),
    "FB95SMP": ("no-insurance", "No insurance held since 2026-10-31"),
}


@dataclass(frozen=True, slots=True)
class Camera:
    place: str
    direction: str
    lat: float
    lon: float


CAMERAS = {
    "CAM-0101": Camera("Mock Street at Draft Hill", "east", 52.2371, -0.8966),
    "CAM-0102": Camera("Trial Road roundabout", "north", 52.2478, -0.8791),
    "CAM-0103": Camera("Placeholder Lane bridge", "south", 52.2203, -0.9054),
    "CAM-0104": Camera("Specimen Close junction", "west", 52.2549, -0.8612),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One plate, read by one camera."""

    id: str
    vrm: str
    camera: str
    at: datetime

    def told(self) -> Told:
        seen = CAMERAS[self.camera]
        return {
            "id": self.id,
            "vrm": self.vrm,
            "camera": self.camera,
            "place": seen.place,
            "direction": seen.direction,
            "lat": seen.lat,
            "lon": seen.lon,
            "read_at": self.at.isoformat(),
        }


def plain(text: Any) -> str:
    """Letters and digits only, upper case, as marks and names are compared."""
    return re.sub(r"[\W_]+", "", text).upper() if isinstance(text, str) else ""


def reads(vrm: str, now: datetime) -> list[Read]:
    """Those of one plate up to now, the newest first, over more than a year."""
    mark = plain(vrm)
    if (seen := _SEEN.get(mark)) is None:
        return []
    hour = now.replace(minute=0, second=0, microsecond=0)
    minutes = (now - hour).seconds // 60
    found = []
    for place, ago in enumerate([seen + minutes % 5, seen + 19, 1500, 30_000, 180_000, 540_000]):
        at = now.replace(second=0, microsecond=0) - timedelta(minutes=ago)
        camera = sorted(CAMERAS)[(seen + place) % len(CAMERAS)]
        found.append(Read(str(uuid5(NAMESPACE_URL, f"{mark} {camera} {at}")), mark, camera, at))
    return found


def _id(what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://leds.example/{what}")


def driver_number(person: Person) -> str:
    """Of the form DVLA gives: surname, birthday, initials; the last five mean nothing."""
    year, month, day = person.dob.split("-")
    coded = int(month) + (50 if person.sex == "F" else 0)
    born = f"{year[2]}{coded:02d}{day}{year[3]}"
    return f"{plain(person.surname)[:5]:9<5}{born}{person.forenames[0]}99ZZ"


def _marker(code: str, n: int) -> Told:
    meaning, advice = WARNINGS[code]
    return {
        "code": code,
        "meaning": meaning,
        "advice": advice,
        "source": "34 Northamptonshire (synthetic)" if n % 2 else "20 West Midlands (synthetic)",
        "dateAdded": f"2025-{n % 12 + 1:02d}-14",
        "reviewDate": f"2027-{n % 12 + 1:02d}-14",
    }


def _subject(n: int, person: Person) -> Told:
    told: Told = {
        "personId": str(_id(f"people/{person.forenames}/{n}")),
        "longPersonUrn": person.pnc_id,
        "checkname": person.surname.upper(),
        "givenNames": [person.forenames.upper()],
        "dateOfBirth": _turned(person.dob) if n == 12 else person.dob,
        "sex": person.sex,
        "addresses": [{"text": _home(n, person), "lastConfirmed": "2024-05-01"}],
        "driverNumber": driver_number(person),
        "restricted": n == _RESTRICTED,
        "warningMarkers": [_marker(code, n) for code in _MARKERS.get(n, ())],
        "lastUpdated": f"2026-11-{n % 20 + 1:02d}T06:00:00Z",
    }
    told |= {"wanted": _WANTED[n]} if n in _WANTED else {}
    told |= {"missing": _MISSING[n]} if n in _MISSING else {}
    told |= {"bailConditions": _BAIL[n]} if n in _BAIL else {}
    return told | ({"disqualifiedUntil": _DISQUALIFIED[n]} if n in _DISQUALIFIED else {})


def _home(n: int, person: Person) -> str:
    """Every fifth has moved since."""
    return person.address if n % 5 else f"{90 + n} Old Road, Sampleford, ZZ99 9ZZ"


def _turned(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}-{date}-{month}" if int(date) <= 12 else day


def _vehicle(one: Vehicle, n: int) -> Told:
    mark = plain(one.vrm)
    kind, text = _REPORTS.get(mark, ("", ""))
    report = {"type": kind, "text": text, "force": "34", "date": "2026-11-21"}
    return {
        "registrationNumber": mark,
        "vin": f"ZZZ{n:014d}",
        "make": one.make.upper(),
        "model": one.model.upper(),
        "colour": one.colour.upper(),
        "keeper": {"name": one.keeper, "address": PEOPLE[n].address},
        "insured": kind != "no-insurance",
        "reports": [report] if kind else [],
        "warningMarkers": [_marker("WE", n)] if mark == "FB26DEM" else [],
        "lastUpdated": "2026-11-22T06:00:00Z",
    }


def _driver(n: int, person: Person) -> Told:
    until = _DISQUALIFIED.get(n)
    return {
        "driverNumber": driver_number(person),
        "checkname": person.surname.upper(),
        "givenNames": [person.forenames.upper()],
        "dateOfBirth": person.dob,
        "address": person.address,
        "status": "Disqualified" if until else ("Provisional" if n % 9 == 8 else "Full"),
        "entitlements": ["B", "AM"] if n % 3 else ["B"],
        "endorsements": [{"code": "SP30", "points": 3}] if n % 4 == 1 else [],
        "disqualifiedUntil": until,
        "lastUpdated": "2026-11-01T00:00:00Z",
    }


def _details(one: Vehicle, n: int) -> Told:
    """As DVLA tells them: no keeper, no model."""
    taxed, tested = n % 6 != 5, n % 7 != 6
    return {
        "registrationNumber": plain(one.vrm),
        "taxStatus": "Taxed" if taxed else "Untaxed",
        "taxDueDate": "2027-03-01" if taxed else "2026-08-01",
        "motStatus": "Valid" if tested else "Not valid",
        "motExpiryDate": "2027-01-17" if tested else "2026-09-02",
        "make": one.make.upper(),
        "colour": one.colour.upper(),
        "fuelType": "PETROL" if n % 3 else "ELECTRICITY",
        "engineCapacity": 1598 if n % 3 else 0,
        "co2Emissions": 119 if n % 3 else 0,
        "yearOfManufacture": 2019 + n % 6,
        "monthOfFirstRegistration": f"{2019 + n % 6}-0{n % 9 + 1}",
        "markedForExport": False,
        "wheelplan": "2 AXLE RIGID BODY",
        "typeApproval": "M1",
        "euroStatus": "EURO 6",
        "dateOfLastV5CIssued": "2025-02-11",
    }


_THEM = {n: person for n, person in enumerate(PEOPLE[:36])}
_THEM |= {0: KEEPER, 11: SWAPPED, 22: ARMED}
_CARS: Mapping[int, Vehicle] = {0: DEMO, **{n: vehicle(n) for n in range(1, 20)}}

SUBJECTS = [_subject(n, person) for n, person in [*_THEM.items(), *enumerate(TWINS, 40)]]
DRIVERS = [_driver(n, person) for n, person in _THEM.items()]
VEHICLES = [_vehicle(one, n) for n, one in _CARS.items()]
DETAILS = {plain(one.vrm): _details(one, n) for n, one in _CARS.items() if n not in (6, 13)}
REGISTER = Register((*_THEM.values(), *TWINS), tuple(_CARS.values()))
"""Whom one can ask for, as the page lists them."""

_SEEN = {plain(one.vrm): 11 + 37 * n for n, one in _CARS.items() if n % 4 != 3}
"""How many minutes ago each was last read."""
