"""The card of one person at the desk, its buttons, and who may not open it."""

import pytest

from field_api.intelligence.models import Judgement
from tests import make
from tests.handset import Handset
from tests.intelligence import frauds, people

pytestmark = pytest.mark.django_db


def test_a_card_shows_every_value_with_its_source_and_is_judged(phone: Handset) -> None:
    first = people.searched(phone)
    second = people.searched(phone, given_names="Alec", vrm="")
    one, two = people.subject(first), people.subject(second)
    desk = make.at_desk(make.supervisor())
    address = f"/desk/records/{one.pk}/"
    page = desk.get(address).content.decode()
    assert "Sample, Alex, born 12.03.1990" in page
    assert first.reference in page
    assert "Sample, Alec, born 12.03.1990" in page  # among those who may be
    assert f"/desk/{first.pk}/mentions/" in desk.get(f"/desk/{first.pk}/").content.decode()
    listed = desk.get(f"/desk/{first.pk}/mentions/").content.decode()
    assert address in listed
    said = {"that": str(two.pk), "verb": "same", "why": "Seen together"}
    assert desk.post(address, {**said, "why": " "}).status_code == 422
    assert desk.post(address, said).headers["Location"] == address
    page = desk.get(address).content.decode()
    assert "from 2 records" in page
    judgement = Judgement.objects.get()
    back = {"judgement": str(judgement.pk), "verb": "reverse", "why": "A brother"}
    assert desk.post(address, back).status_code == 302
    page = desk.get(address).content.decode()
    assert "from 1 record " in page
    assert "A brother" in page


def test_what_one_may_not_read_has_no_card(phone: Handset) -> None:
    sent = people.searched(phone)
    other = make.at_desk(make.supervisor(posted=make.unit(of=make.force("35"))))
    for address in (f"/desk/records/{people.subject(sent).pk}/", f"/desk/{sent.pk}/mentions/"):
        assert other.get(address).status_code == 404
    mine = make.at_desk(make.supervisor())
    assert mine.post(f"/desk/records/{people.subject(sent).pk}/", {"verb": "x"}).status_code == 422


def test_an_indicator_has_a_page_that_its_address_does_not_tell(phone: Handset) -> None:
    first = frauds.reported(phone)
    frauds.reported(phone)
    desk = make.at_desk(make.supervisor())
    address = f"/desk/indicators/{frauds.wallet_of(first).pk}/wallet/"
    page = desk.get(address).content.decode()
    for said in (frauds.WALLET, "In 2 reports", "1 force", first.reference, "£2,000 lost"):
        assert said in page
    listed = desk.get("/desk/indicators/?order=loss").content.decode()
    assert frauds.WALLET in listed
    assert "/wallet/" in listed
    other = make.at_desk(make.supervisor(posted=make.unit(of=make.force("35"))))
    assert other.get(address).status_code == 404
    assert frauds.WALLET not in other.get("/desk/indicators/").content.decode()
