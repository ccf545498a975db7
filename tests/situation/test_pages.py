"""/desk/map/: the page says in itself what is new, and asks for more under the same rules."""

import pytest

from field_api.ledger.models import Event
from tests import handset, make, written
from tests.situation.ground import happened

pytestmark = pytest.mark.django_db


def test_the_page_has_the_map_the_newest_and_the_highest_marking() -> None:
    written.forms()
    phone = handset.of()
    row = happened(phone)
    sergeant = make.supervisor()
    desk = make.at_desk(sergeant)
    page = desk.get("/desk/map/")
    said = page.content.decode()
    assert page.status_code == 200 and row.reference in said and "SP 7558 6045" in said
    assert 'class="map__own"' in said and "Open Government Licence" in said
    assert (
        "Example Market"
        not in make.at_desk(make.supervisor(posted=make.unit("There")))
        .get("/desk/map/")
        .content.decode()
    )
    tag = page.context["told"]["tag"]
    assert desk.get("/desk/map/spots", headers={"If-None-Match": tag}).status_code == 304
    assert desk.get("/desk/map/spots").json()["spots"][0]["opens"] == str(row.pk)
    looks = Event.objects.filter(actor=sergeant.actor, subject="situation")
    assert [one.details["entry"] for one in looks] == [[str(row.pk)]] * 2


def test_who_does_not_review_is_sent_away() -> None:
    assert make.at_desk(make.officer()).get("/desk/map/").status_code == 302
