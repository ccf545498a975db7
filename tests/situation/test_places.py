"""Where things are: what is a place, how finely it is said, and that a blur can't be undone."""

from math import hypot, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_api.lib.identifiers import osgb
from field_api.situation.rules import Care, care, nearby, of_attributes, placed
from field_api.situation.rules.blurring import LEFT_OUT, SQUARE
from field_api.situation.rules.outlines import Outline, doubled, outline, touches, wider

# Land of England and Wales, and a good deal of sea.
LATITUDES, LONGITUDES = st.floats(50.0, 55.7), st.floats(-5.5, 1.7)


@settings(max_examples=25, deadline=None)
@given(LATITUDES, LONGITUDES)
def test_the_grid_reference_of_a_place_holds_it(latitude: float, longitude: float) -> None:
    place = placed(latitude, longitude, 8)
    assert place is not None
    again = of_attributes({"grid_reference": place.grid})
    assert again is not None
    assert hypot(again.east - place.east, again.north - place.north) <= 2


@settings(max_examples=25, deadline=None)
@given(LATITUDES, LONGITUDES, st.integers(0, 5000))
def test_a_reference_is_no_finer_than_the_place_is_known(
    latitude: float, longitude: float, within: int
) -> None:
    place = placed(latitude, longitude, within)
    assert place is not None
    figures = len(place.grid.split()[1])
    assert 10 ** (5 - figures) >= place.within / 10


@settings(max_examples=25, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(0, 0.999), st.floats(0, 0.999))
def test_all_of_a_square_is_blurred_to_one_point_within_reach_of_each(
    latitude: float, longitude: float, across: float, up: float
) -> None:
    first = placed(latitude, longitude)
    assert first is not None
    corner = first.east // SQUARE * SQUARE, first.north // SQUARE * SQUARE
    there = osgb.to_wgs84(corner[0] + across * 990 + 5, corner[1] + up * 990 + 5)
    other = placed(*there)
    assert other is not None
    one, two = nearby(first), nearby(other)
    assert (one.east, one.north, one.grid) == (two.east, two.north, two.grid)
    assert (one.latitude, one.longitude) == (two.latitude, two.longitude)
    assert hypot(one.east - first.east, one.north - first.north) <= one.within


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"latitude": 0, "longitude": 0},
        {"latitude": nan, "longitude": 1},
        {"latitude": "north", "longitude": -1},
        {"latitude": 52.2, "longitude": -0.9, "accuracy_m": 20_000},
        {"postcode": "NN1 1AA"},
        {"grid_reference": "somewhere"},
        {"grid_reference": ["SP7550060500"]},
    ],
    ids=["nothing", "no-fix", "nan", "words", "too-coarse", "postcode", "no-grid", "a-list"],
)
def test_what_is_no_place_is_none(said: dict[str, object]) -> None:
    assert of_attributes(said) is None


def test_a_grid_reference_is_a_place_to_about_five_metres() -> None:
    place = of_attributes({"grid_reference": "651409,313177"})
    assert place is not None
    assert hypot(place.east - 651409, place.north - 313177) < 5
    # Caister water tower, of Ordnance Survey's guide; on WGS84 by their own converter.
    assert (place.latitude, place.longitude) == pytest.approx((52.65798, 1.71605), abs=1e-4)


FREE = {"restricted": False, "own": False, "by_duty": True, "carried": False}


def test_care_is_taken_of_who_is_at_risk_there() -> None:
    assert care("note", **{**FREE, "carried": True}) == Care.EXACT
    assert care("domestic-abuse", **FREE) == Care.EXACT
    assert care("domestic-abuse", **{**FREE, "by_duty": False}) == Care.AREA
    assert care("domestic-abuse", **{**FREE, "carried": True}) == Care.AREA
    assert care("domestic-abuse", **{**FREE, "carried": True, "own": True}) == Care.EXACT
    assert care("note", **{**FREE, "restricted": True, "own": True}) == Care.NONE
    assert {care(kind, **{**FREE, "own": True}) for kind in LEFT_OUT} == {Care.NONE}


POINTS = st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000))


@settings(max_examples=25)
@given(st.lists(POINTS, min_size=3, max_size=30))
def test_a_path_leads_through_every_corner(corners: list[tuple[int, int]]) -> None:
    drawn = Outline("Example", (corners,)).path
    assert drawn.startswith("M") and drawn.endswith("z")
    first, *steps = drawn[1:-1].split("l")
    x, y = map(int, first.split())
    walked = [(x, -y)]
    for step in steps:
        dx, dy = map(int, step.split())
        x, y = x + dx, y + dy
        walked.append((x, -y))
    assert walked == corners


@settings(max_examples=25)
@given(POINTS, POINTS, st.integers(0, 500))
def test_a_wider_box_still_touches(one: tuple[int, int], other: tuple[int, int], by: int) -> None:
    west, east = sorted((one[0], other[0]))
    south, north = sorted((one[1], other[1]))
    box = west, south, east, north
    assert touches(box, wider(box, by))
    assert not touches(box, (east + 1, south, east + 2, north))


def test_a_square_has_its_area_and_several_parts_their_largest_name() -> None:
    ring = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert doubled(ring) == -doubled(ring[::-1]) == 200
    shape = {
        "type": "MultiPolygon",
        "coordinates": [
            [[[-0.9, 52.2], [-0.8, 52.2], [-0.8, 52.3], [-0.9, 52.2]]],
            [[[-1.5, 52.6], [-1.49, 52.6], [-1.49, 52.61], [-1.5, 52.6]]],
        ],
    }
    large = outline("Example", shape)
    assert len(large.rings) == 2
    west, south, east, north = large.box
    assert west < large.middle[0] < east and large.middle[1] < (south + north) / 2
