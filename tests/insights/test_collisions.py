"""Collisions as the three files of STATS19."""

import csv
import io
import zipfile
from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.insights.rules import RETURNS, Record, collisions
from field_api.insights.rules.collisions import Coded
from field_api.insights.rules.returns.stats19 import NOBODY_HURT
from tests.catalogue import bodies
from tests.insights.records import GIVEN, record

RETURN = RETURNS["stats19"]
VALID = shipped.example("collision", "valid")


def files(*records: Record) -> dict[str, list[dict[str, str]]]:
    """As somebody who unpacks them reads them."""
    tables = RETURN.tables(records, GIVEN)
    whole = b"".join(RETURN.form("zip").write(tables, records, GIVEN))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        return {
            name.removesuffix("-2026-03.csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))
            )
            for name in archive.namelist()
        }


def refused(body: dict[str, Any]) -> dict[str, str]:
    return dict(RETURN.refused(record("collision", body), GIVEN))


def test_three_files_in_the_published_columns() -> None:
    found = files(record("collision"))
    assert list(found) == ["collision", "vehicle", "casualty"]
    for name, columns in (
        ("collision", collisions.COLLISION),
        ("vehicle", collisions.VEHICLE),
        ("casualty", collisions.CASUALTY),
    ):
        assert all(tuple(row) == columns for row in found[name])
    assert [len(rows) for rows in found.values()] == [1, 3, 3]
    assert [len(set(one)) for one in (collisions.COLLISION, collisions.VEHICLE)] == [44, 32]
    assert len(set(collisions.CASUALTY)) == 23


def test_the_worked_example() -> None:
    found = files(record("collision"))
    (collision,) = found["collision"]
    assert {name: value for name, value in collision.items() if value not in ("-1", "")} == {
        "collision_index": "20263426000123",
        "collision_year": "2026",
        "collision_ref_no": "3426000123",
        "location_easting_osgr": "476512",
        "location_northing_osgr": "260211",
        "longitude": "-0.881100",
        "latitude": "52.231200",
        "police_force": "34",
        "collision_severity": "2",
        "number_of_vehicles": "3",
        "number_of_casualties": "3",
        "date": "04/03/2026",
        "day_of_week": "4",
        "time": "17:20",
        "first_road_class": "4",
        "first_road_number": "526",
        "road_type": "6",
        "speed_limit": "30",
        "junction_detail": "13",
        "junction_control": "2",
        "second_road_class": "6",
        "second_road_number": "0",
        "pedestrian_crossing": "15",
        "light_conditions": "4",
        "weather_conditions": "2",
        "road_surface_conditions": "2",
        "special_conditions_at_site": "0",
        "carriageway_hazards": "0",
        "did_police_officer_attend_scene_of_accident": "1",
        "collision_injury_based": "1",
    }
    car, bicycle, scooter = found["vehicle"]
    assert (car["vehicle_reference"], car["vehicle_type"], car["age_of_driver"]) == ("1", "9", "36")
    assert (bicycle["age_band_of_driver"], bicycle["escooter_flag"]) == ("3", "0")
    assert (scooter["escooter_flag"], scooter["age_of_driver"]) == ("1", "-1")
    rider, walker, passenger = found["casualty"]
    assert (rider["vehicle_reference"], rider["enhanced_casualty_severity"]) == ("2", "7")
    assert (rider["pedestrian_location"], rider["car_passenger"]) == ("0", "0")
    assert (walker["pedestrian_location"], walker["age_band_of_casualty"]) == ("6", "10")
    assert (passenger["car_passenger"], passenger["casualty_injury_based"]) == ("1", "0")
    keys = {row["collision_index"] for rows in found.values() for row in rows}
    assert keys == {"20263426000123"}
    assert RETURN.refused(record("collision"), GIVEN) == []


def test_the_same_month_is_the_same_file() -> None:
    one = record("collision")
    tables = RETURN.tables([one], GIVEN)
    first, second = (list(RETURN.form("").write(tables, [one], GIVEN)) for _ in range(2))
    assert first == second


def test_nothing_that_names_anybody_is_in_it() -> None:
    said = str(files(record("collision")))
    for name in ("Sample", "Example", "EX99", "NN1", "07700", "1990-02-03", "SAMPL", "Mutual"):
        assert name not in said


def fields(*names: str) -> dict[str, Any]:
    found: dict[str, Any] = bodies.form("collision").schema["properties"]
    for name in names:
        found = found[name]["items"]["properties"]
    return found


@pytest.mark.parametrize(
    ("where", "columns"),
    [
        ((), (*collisions.OF_COLLISIONS, collisions.SEVERITIES)),
        (("vehicles",), collisions.OF_VEHICLES),
        (
            ("casualties",),
            (
                *collisions.OF_CASUALTIES,
                *(one for each in collisions.OF_CLASSES.values() for one in each),
            ),
        ),
    ],
    ids=["collision", "vehicle", "casualty"],
)
def test_codes_are_those_of_the_form(where: tuple[str, ...], columns: tuple[Coded, ...]) -> None:
    asked = fields(*where)
    assert {one.field: set(one.codes) for one in columns} == {
        one.field: set(asked[one.field]["enum"]) for one in columns
    }


def test_what_has_no_place_is_missing_and_said() -> None:
    body = {**VALID, "light": "77", "grid_reference": "somewhere"}
    del body["place"]
    assert refused(body) == {
        "light_conditions": "There is no published value for 77",
        "location_easting_osgr": "No grid reference that can be read: the publisher works it out "
        "from the position",
        "latitude": "No position and no grid reference",
    }
    (row,) = files(record("collision", body))["collision"]
    assert (row["light_conditions"], row["latitude"]) == ("-1", "")


def test_a_grid_reference_alone_is_a_position_too() -> None:
    body = {**VALID, "place": {"text": "Example Way"}}
    (row,) = files(record("collision", body))["collision"]
    assert (row["latitude"][:5], row["longitude"][:5]) == ("52.23", "-0.88")


def test_a_collision_in_which_nobody_was_hurt_is_left_out() -> None:
    body = {**VALID, "injury": False, "casualties": []}
    assert refused(body) == {"": NOBODY_HURT}
    assert files(record("collision", body))["collision"] == []


@pytest.mark.parametrize(
    ("casualty", "vehicle", "reason"),
    [
        ({"vehicle": 4}, "-1", "A casualty is of vehicle 4; 3 vehicles are recorded"),
        ({}, "-1", "A casualty does not say in, on or by which; 3 vehicles are recorded"),
        ({"vehicle": 3}, "3", None),
    ],
)
def test_a_casualty_is_of_a_vehicle(
    casualty: dict[str, Any], vehicle: str, reason: str | None
) -> None:
    body = {**VALID, "casualties": [{"severity": "3", **casualty}]}
    (row,) = files(record("collision", body))["casualty"]
    assert row["vehicle_reference"] == vehicle
    assert refused(body).get("vehicle_reference") == reason


def test_a_collision_is_as_bad_as_what_happened_to_whoever_was_hurt_worst() -> None:
    hurt = [{"severity": "3", "vehicle": 1}, {"severity": "1", "vehicle": 2}, {"vehicle": 1}]
    body = {key: VALID[key] for key in VALID if key != "severity"} | {"casualties": hurt}
    assert files(record("collision", body))["collision"][0]["collision_severity"] == "1"
    unsaid = {**body, "casualties": [{"vehicle": 1}]}
    assert refused(unsaid) == {"collision_severity": "No severity is said, of it or of a casualty"}


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "1"), (5, "1"), (6, "2"), (20, "4"), (21, "5"), (35, "6"), (75, "10"), (76, "11")],
)
def test_bands_of_age(years: int, band: str) -> None:
    assert collisions.band(years) == band


def test_the_day_is_that_of_clocks_on_the_wall() -> None:
    summer = {**VALID, "occurred_at": "2026-06-30T23:30:00Z"}
    (row,) = files(record("collision", summer))["collision"]
    assert (row["date"], row["time"], row["day_of_week"]) == ("01/07/2026", "00:30", "4")
