"""Collisions in which somebody was hurt, in the three files STATS19 is published in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from field_api.insights.rules import collisions
from field_api.insights.rules.collisions import MISSING, Coded
from field_api.insights.rules.months import LONDON
from field_api.insights.rules.shape import ZIP, Body, Given, Record, Refused, Return, Row, Table
from field_api.lib import clock, identifiers

NOBODY_HURT = "Nobody was hurt: STATS19 counts collisions in which somebody was"
NO_CASUALTY = "Somebody was hurt, and no casualty can be read here"


@dataclass(slots=True)
class _Page:
    """A row being written, all of it missing at first, and what it has no place for."""

    row: Row
    refused: list[Refused]

    def code(self, coded: Coded, said: Mapping[str, Any]) -> None:
        value = said.get(coded.field)
        known = str(value) in coded.codes
        self.row[coded.column] = str(value) if known else MISSING
        if value is not None and not known:
            self.refused.append((coded.column, f"There is no published value for {value}"))

    def codes(self, columns: Sequence[Coded], said: Mapping[str, Any]) -> None:
        for coded in columns:
            self.code(coded, said)


def tables(records: Sequence[Record], given: Given) -> dict[str, Table]:
    told = [one for one in records if hurt(one)]
    return {
        name: Table(columns, [page.row for record in told for page in pages(record)])
        for name, columns, pages in _FILES
    }


def refused(record: Record, given: Given) -> list[Refused]:
    if not hurt(record):
        return [("", NO_CASUALTY if record.body.get("injury") else NOBODY_HURT)]
    return [one for _, _, pages in _FILES for page in pages(record) for one in page.refused]


def hurt(record: Record) -> bool:
    return bool(record.body.get("casualties"))


def _page(columns: Sequence[str], record: Record, refused: list[Refused], **known: str) -> _Page:
    number = "".join(one for one in record.reference if one.isalnum())
    began = _began(record.body)
    year = str(began.year) if began else ""
    keys = {
        "collision_index": f"{year}{number}",
        "collision_year": year,
        "collision_ref_no": number,
    }
    return _Page({column: MISSING for column in columns} | keys | known, refused)


def _began(body: Body) -> datetime | None:
    try:
        return clock.parse(str(body.get("occurred_at", ""))).astimezone(LONDON)
    except ValueError:
        return None


def _collision(record: Record) -> Iterator[_Page]:
    body = record.body
    page = _page(
        collisions.COLLISION,
        record,
        [],
        police_force=record.force.lstrip("0") if record.force.isdigit() else MISSING,
        number_of_vehicles=str(len(body.get("vehicles", []))),
        number_of_casualties=str(len(body["casualties"])),
        collision_injury_based=_flag(
            any("injury_severity" in one for one in body["casualties"]),
        ),
    )
    page.codes(collisions.OF_COLLISIONS, body)
    page.code(collisions.SEVERITIES, {"severity": _worst(body)})
    if page.row["collision_severity"] == MISSING:
        page.refused.append(("collision_severity", "No severity is said, of it or of a casualty"))
    for column in ("first_road_number", "second_road_number"):
        page.row[column] = str(body.get(column, MISSING))
    _when(page, body)
    _where(page, body)
    yield page


def _worst(body: Body) -> Any:
    """As the officer says; else that of whoever was hurt worst."""
    said = (one["severity"] for one in body["casualties"] if "severity" in one)
    return body.get("severity") or min(said, default=None)


def _when(page: _Page, body: Body) -> None:
    if (began := _began(body)) is None:
        page.refused.append(("date", "It does not say when it was"))
        return
    page.row["date"], page.row["time"] = began.strftime("%d/%m/%Y"), began.strftime("%H:%M")
    page.row["day_of_week"] = str(began.isoweekday() % 7 + 1)  # 1 is Sunday


def _where(page: _Page, body: Body) -> None:
    """The point as it is: whoever takes this return needs it, and publishes by their own rules."""
    place = body.get("place", {})
    grid = identifiers.read("grid-reference", str(body.get("grid_reference", ""))).facts
    for column, name in (("longitude", "longitude"), ("latitude", "latitude")):
        found = place.get(name, grid.get(name))
        page.row[column] = "" if found is None else f"{float(found):.6f}"
    page.row["location_easting_osgr"] = grid.get("easting", MISSING)
    page.row["location_northing_osgr"] = grid.get("northing", MISSING)
    if not grid:
        said = "No grid reference that can be read: the publisher works it out from the position"
        page.refused.append(("location_easting_osgr", said))
    if not page.row["latitude"]:
        page.refused.append(("latitude", "No position and no grid reference"))


def _vehicles(record: Record) -> Iterator[_Page]:
    for number, vehicle in enumerate(record.body.get("vehicles", []), start=1):
        page = _page(
            collisions.VEHICLE,
            record,
            [],
            vehicle_reference=str(number),
            escooter_flag=_flag(vehicle.get("escooter", False)),
        )
        page.codes(collisions.OF_VEHICLES, vehicle)
        years = _years(vehicle.get("driver_age"), vehicle.get("driver_dob"), record.body)
        page.row |= _aged("driver", years)
        yield page


def _casualties(record: Record) -> Iterator[_Page]:
    vehicles = len(record.body.get("vehicles", []))
    for number, person in enumerate(record.body["casualties"], start=1):
        page = _page(
            collisions.CASUALTY,
            record,
            [],
            casualty_reference=str(number),
            casualty_injury_based=_flag("injury_severity" in person),
        )
        page.codes(collisions.OF_CASUALTIES, person)
        for which, columns in collisions.OF_CLASSES.items():
            for coded in columns:
                page.row[coded.column] = collisions.NOT_OF_THE_CLASS
            if person.get("casualty_class") == which:
                page.codes(columns, person)
        _in_vehicle(page, person.get("vehicle"), vehicles)
        years = _years(person.get("age_estimate"), person.get("dob"), record.body)
        page.row |= _aged("casualty", years)
        yield page


def _in_vehicle(page: _Page, number: Any, vehicles: int) -> None:
    if number is not None and 1 <= int(number) <= vehicles:
        page.row["vehicle_reference"] = str(number)
    else:
        said = "does not say in, on or by which" if number is None else f"is of vehicle {number}"
        page.refused.append(
            ("vehicle_reference", f"A casualty {said}; {vehicles} vehicles are recorded")
        )


def _years(said: Any, born: Any, body: Body) -> int | None:
    """Their age on the day, by the date of birth where there is one."""
    began = _began(body)
    try:
        birth = date.fromisoformat(born) if born and began else None
    except ValueError:
        birth = None
    if birth is None or began is None or birth > began.date():
        return None if said is None else int(said)
    day = began.date()
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _aged(whose: str, years: int | None) -> Row:
    if years is None:
        return {}
    return {f"age_of_{whose}": str(years), f"age_band_of_{whose}": collisions.band(years)}


def _flag(value: object) -> str:
    return "1" if value else "0"


_FILES = (
    ("collision", collisions.COLLISION, _collision),
    ("vehicle", collisions.VEHICLE, _vehicles),
    ("casualty", collisions.CASUALTY, _casualties),
)

RETURN = Return(
    name="stats19",
    title="Collisions (STATS19)",
    kinds=("collision",),
    moment="occurred_at",
    forms=(ZIP,),
    tables=tables,
    refused=refused,
    tells_of=hurt,
    files=tuple(name for name, _, _ in _FILES),
    periodic=True,
)
