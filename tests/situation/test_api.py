"""GET /api/v1/situation: what a handset is given, and when nothing is new."""

import gzip
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.watch.actions import areas
from tests import handset, make, written
from tests.handset import Handset
from tests.situation.ground import happened

pytestmark = pytest.mark.django_db
URL = "/api/v1/situation"


@pytest.fixture
def phone() -> Handset:
    written.forms()
    return handset.of()


@pytest.fixture
def sergeant() -> Officer:
    return make.supervisor()


def looks(of: Officer) -> list[dict[str, Any]]:
    rows = Event.objects.filter(actor=of.actor, subject="situation").order_by("id")
    return [row.details for row in rows]


def asked(api: APIClient, tag: str = "", **said: Any) -> Any:
    return api.get(URL, said, headers={"If-None-Match": tag} if tag else {})


def test_a_spot_says_where_when_and_what_to_open(phone: Handset, sergeant: Officer) -> None:
    row = happened(phone)
    (one,) = asked(make.signed_in(sergeant)).json()["spots"]
    assert (one["kind"], one["sort"], one["opens"]) == ("entry", "note", str(row.pk))
    assert one["place"] == {
        "latitude": 52.2371,
        "longitude": -0.8946,
        "east": 475583,
        "north": 260454,
        "within": 12,
        "grid": "SP 7558 6045",
    }


def test_looking_is_recorded_and_looking_again_names_what_is_new(
    phone: Handset, sergeant: Officer
) -> None:
    first = happened(phone)
    api = make.signed_in(sergeant)
    answer = asked(api)
    assert looks(sergeant) == [{"hours": 24, "entry": [str(first.pk)]}]
    assert asked(api, answer["ETag"]).status_code == 304
    assert len(looks(sergeant)) == 1
    second = happened(phone)
    again = asked(api, answer["ETag"])
    assert again.status_code == 200 and len(again.json()["spots"]) == 2
    assert str(second.pk) in looks(sergeant)[-1]["entry"]


def test_nobody_escapes_the_record_by_a_tag_of_their_own(phone: Handset, sergeant: Officer) -> None:
    happened(phone)
    other = asked(make.signed_in(make.supervisor()))["ETag"]
    for made_up in (other, '"x"', '"eyJh:bc"', "*"):
        asked(make.signed_in(sergeant), made_up)
    assert len(looks(sergeant)) == 4 and all("entry" in one for one in looks(sergeant))


def test_ones_own_entries_are_no_look(phone: Handset) -> None:
    happened(phone)
    assert len(asked(phone.api).json()["spots"]) == 1
    assert looks(phone.officer) == []


@pytest.mark.parametrize("hours", ["0", "73", "all"])
def test_hours_are_one_to_seventy_two(hours: str, sergeant: Officer) -> None:
    assert asked(make.signed_in(sergeant), hours=hours).status_code == 400


def test_a_stranger_is_told_nothing() -> None:
    assert make.api().get(URL).status_code == 401
    assert make.api().get(f"{URL}/ground").status_code == 401


def test_the_ground_is_the_officers_force_and_says_whose_data_it_is(sergeant: Officer) -> None:
    answer = make.signed_in(sergeant).get(f"{URL}/ground", headers={"Accept-Encoding": "gzip"})
    told = json.loads(gzip.decompress(answer.content))
    assert told["name"] == "Northamptonshire" and "Open Government Licence" in told["credit"]
    assert "Leicestershire" in {one["name"] for one in told["others"]}
    west, top, wide, high = told["box"]
    assert west < 475583 < west + wide and top < -260454 < top + high


def test_the_ground_of_units_lies_on_it_and_its_tag_says_when_that_is_another(
    phone: Handset, sergeant: Officer
) -> None:
    api = make.signed_in(sergeant)
    ring = [[-0.95, 52.19], [-0.85, 52.19], [-0.85, 52.29], [-0.95, 52.29], [-0.95, 52.19]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    before = api.get(f"{URL}/ground").json()
    unit = make.unit("Here")
    areas.draw(unit=unit, name="Town", shape=shape)
    areas.draw(unit=make.unit("Far", of=make.force("99")), name="Far", shape=shape)
    told = api.get(f"{URL}/ground").json()
    assert before["areas"] == [] and before["tag"] != told["tag"]
    (one,) = told["areas"]
    assert one["name"] == "Here: Town" and one["path"].count("l") == 4
    assert asked(api).json()["ground"] == told["tag"]
    page = make.at_desk(sergeant).get("/desk/map/").content.decode()
    assert "<title>Here: Town</title>" in page
    areas.draw(unit=unit, name="Town", shape=shape)
    assert asked(api).json()["ground"] not in (before["tag"], told["tag"])
    areas.remove(unit=unit, name="Town")
    assert asked(api).json()["ground"] == before["tag"]
