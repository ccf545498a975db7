"""The British grid against the worked example and the coordinates Ordnance Survey publishes."""

from math import cos, degrees, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import identifiers
from field_api.lib.identifiers import osgb

# "A guide to coordinate systems in Great Britain", annex C: Caister water tower.
EASTING, NORTHING = 651_409.903, 313_177.270
AIRY = (52 + 39 / 60 + 27.2531 / 3600, 1 + 43 / 60 + 4.5177 / 3600)
ETRS89 = (52 + 39 / 60 + 28.8282 / 3600, 1 + 42 / 60 + 57.8663 / 3600)


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    north, east = one[0] - other[0], one[1] - other[1]
    return hypot(north * 111_200, east * 111_300 * cos(radians(one[0])))


def test_the_projection_is_that_of_the_worked_example() -> None:
    back = osgb._unprojected(EASTING, NORTHING)
    assert [degrees(angle) for angle in back] == pytest.approx(AIRY, abs=1e-8)
    there = osgb._projected(*map(radians, AIRY))
    assert there == pytest.approx((EASTING, NORTHING), abs=0.002)


def test_a_satellites_degrees_are_met_to_five_metres() -> None:
    assert metres_apart(osgb.to_wgs84(EASTING, NORTHING), ETRS89) < 5


@given(st.floats(1_000, 699_000), st.floats(1_000, 1_299_000))
def test_there_and_back_is_the_same_place(easting: float, northing: float) -> None:
    back = osgb.from_wgs84(*osgb.to_wgs84(easting, northing))
    assert back == pytest.approx((easting, northing), abs=0.05)


@given(st.integers(0, 699_999), st.integers(0, 1_299_999))
def test_a_pair_of_metres_and_its_letters_are_one_place(easting: int, northing: int) -> None:
    reading = identifiers.read("grid-reference", f"{easting:06},{northing:06}")
    facts = reading.facts
    assert (int(facts["easting"]), int(facts["northing"])) == (easting, northing)
    assert reading.normal and reading.normal.startswith(osgb.letters(easting, northing) or "?")


def test_each_square_has_its_own_letters() -> None:
    squares = [(east, north) for east in range(7) for north in range(13)]
    names = [osgb.letters(east * 100_000, north * 100_000) for east, north in squares]
    assert len(set(names)) == len(squares)
    assert [osgb.corner(name or "") for name in names] == [
        (east * 100_000, north * 100_000) for east, north in squares
    ]
    assert osgb.letters(700_000, 0) is None
    assert osgb.corner("AA") is None


def test_the_letters_people_know() -> None:
    facts = identifiers.read("grid-reference", "SP7550060500").facts
    assert (facts["easting"], facts["northing"], facts["square_metres"]) == (
        "475500",
        "260500",
        "1",
    )
    assert identifiers.read("grid-reference", "TQ 30 80").facts["square_metres"] == "1000"
