"""The ground of units: drawn by the operator, and who hears because of it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.watch.actions import inlets, sightings
from field_api.watch.models import Area
from field_api.watch.rules import drawing
from tests import handset, make
from tests.alerts.raised import held
from tests.handset import Handset
from tests.watch import listed

pytestmark = pytest.mark.django_db


def square(latitude: float, longitude: float, by: float = 0.05) -> dict[str, Any]:
    west, east, south, north = longitude - by, longitude + by, latitude - by, latitude + by
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


HERE, ELSEWHERE = square(52.24, -0.9), square(53.0, -1.5)
NORTH = {"type": "MultiPolygon", "coordinates": [square(52.4, -0.9)["coordinates"]]}
TOWNS = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"name": "Here"}, "geometry": HERE},
        {"type": "Feature", "properties": {"name": "Elsewhere"}, "geometry": ELSEWHERE},
        {"type": "Feature", "properties": {"name": "Here"}, "geometry": NORTH},
    ],
}


@pytest.fixture
def near() -> Handset:
    return handset.of(make.officer(posted=make.unit("Here")))


@pytest.fixture
def far() -> Handset:
    return handset.of(make.officer(posted=make.unit("There")))


def draw(path: Path, unit: str, document: object, *more: str) -> str:
    file = path / "ground.geojson"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    out = StringIO()
    call_command("draw_area", "34", unit, str(file), *more, stdout=out)
    return out.getvalue()


def seen(latitude: float, longitude: float) -> None:
    """A listed car, read by a camera there."""
    inlet = inlets.open_inlet(
        system=make.system("anpr", takes_entries=False), unit=make.unit("Control")
    )
    read = {"vrm": listed.VRM, "seen_at": clock.iso(clock.now()), "place": "A45"}
    where = {"id": "1", "latitude": latitude, "longitude": longitude}
    sightings.take(inlet=inlet, given=[read | where])


def test_a_sighting_is_told_to_those_whose_ground_it_is_on_and_to_no_others(
    tmp_path: Path, near: Handset, far: Handset
) -> None:
    draw(tmp_path, "Here", HERE)
    draw(tmp_path, "There", ELSEWHERE)
    row = listed.listing()
    seen(52.24, -0.9)
    assert listed.told(row) == {row.owner_id, near.officer.pk}
    (alert,) = held(near).values()
    assert alert["what"] == "Stolen: AB12 CDE" and not held(far)


def test_in_the_box_of_an_area_but_outside_its_shape_is_not_on_it(
    tmp_path: Path, near: Handset, far: Handset
) -> None:
    ring = HERE["coordinates"][0]
    draw(tmp_path, "Here", {"type": "Polygon", "coordinates": [[*ring[:3], ring[0]]]})
    draw(tmp_path, "There", HERE)
    row = listed.listing()
    seen(52.28, -0.94)
    assert listed.told(row) == {row.owner_id, far.officer.pk}


def test_what_is_removed_is_nobodys_ground(tmp_path: Path, near: Handset) -> None:
    draw(tmp_path, "Here", HERE, "--name", "Town")
    call_command("draw_area", "34", "Here", "--name", "Town", "--remove", stdout=StringIO())
    row = listed.listing()
    seen(52.24, -0.9)
    assert near.officer.pk not in listed.told(row)
    done = Event.objects.filter(subject__startswith="unit:", purpose="watch").order_by("id")
    assert [one.details["did"] for one in done] == ["draw-area", "remove-area"]


def test_drawn_anew_it_is_one_and_the_list_says_so(tmp_path: Path) -> None:
    make.unit("Here")
    draw(tmp_path, "Here", ELSEWHERE)
    assert "52.1900 to 52.2900 north" in draw(tmp_path, "Here", HERE)
    out = StringIO()
    call_command("draw_area", "34", "--list", stdout=out)
    assert out.getvalue() == "Here, Here: 52.1900 to 52.2900 north, -0.9500 to -0.8500 east\n"


def test_of_a_collection_those_features_that_have_the_property_are_one_area(
    tmp_path: Path,
) -> None:
    make.unit("Here")
    draw(tmp_path, "Here", TOWNS, "--property", "name=Here")
    row = Area.objects.get()
    assert row.shape["type"] == "MultiPolygon" and len(row.shape["coordinates"]) == 2
    assert (row.south, row.north) == pytest.approx((52.19, 52.45))


@pytest.mark.parametrize(
    ("document", "more", "said"),
    [
        ("{", [], "no JSON in UTF-8"),
        ("[" * 100_000, [], "no JSON"),
        ("[]", [], "no GeoJSON"),
        (TOWNS, [], "3 features: name one by a property (name)"),
        (TOWNS, ["--property", "name=Nowhere"], "no feature of that"),
        ({"type": "FeatureCollection", "features": [1]}, [], "holds no feature."),
        (TOWNS, ["--property", "name"], "NAME=VALUE"),
        ({"type": "Point", "coordinates": [0, 52]}, [], "Polygon or MultiPolygon"),
        ({"type": "Polygon", "coordinates": [[[0, 52], [1, 52], [0, 52]]]}, [], "closed lists"),
        ({"type": "Polygon", "coordinates": [[[475583, 260454]] * 4]}, [], "in degrees"),
        ({"type": "Polygon"}, [], "closed lists"),
    ],
    ids=str,
)
def test_what_cannot_be_drawn_is_said_and_nothing_is(
    tmp_path: Path, document: object, more: list[str], said: str
) -> None:
    make.unit("Here")
    with pytest.raises(CommandError) as refused:
        draw(tmp_path, "Here", document, *more)
    assert said in str(refused.value)
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["34", "Nowhere", "x"], "no unit of the name 'Nowhere'"),
        (["34", "Here"], "Name a file"),
        (["34", "Here", "/nowhere/x.geojson"], "cannot be read: No such file"),
        (["34", "Here", "--remove"], "no area of the name Here"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_there_is_said(arguments: list[str], said: str) -> None:
    make.unit("Here")
    with pytest.raises(CommandError) as refused:
        call_command("draw_area", *arguments)
    assert said in str(refused.value)


def test_a_geometry_and_a_feature_are_themselves() -> None:
    assert drawing.shape_of(HERE) is HERE
    assert drawing.shape_of(TOWNS["features"][1]) is ELSEWHERE
