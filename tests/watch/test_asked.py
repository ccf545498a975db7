"""Questions compared with the watch list, and listings with questions asked before them."""

from uuid import uuid4

import pytest

from field_api.alerts.models import Alert
from field_api.feed import actions as feed
from field_api.identity.models import Officer
from field_api.watch import actions as watch
from field_api.watch.actions import looking_back
from field_api.watch.models import Asked
from tests import handset, make
from tests.alerts.raised import held
from tests.watch import listed

pytestmark = pytest.mark.django_db


def ask(by: Officer, kind: str = "vehicle", **criteria: str) -> int:
    said = criteria or {"vrm": "AB12CDE"}
    with feed.work():
        return watch.screen_query(id=uuid4(), officer=by, kind=kind, criteria=said)


def test_who_asks_about_a_listed_car_hears_of_it_at_once() -> None:
    phone, row = handset.of(), listed.listing()
    assert ask(phone.officer) == 1
    (alert,) = held(phone).values()
    assert "An officer asked about it" in alert["words"]
    assert phone.officer.surname not in alert["words"]
    assert row.owner_id in listed.told(row)


def test_who_asks_about_what_is_covert_learns_nothing_and_its_owner_who_asked() -> None:
    phone, owner, second = handset.of(), listed.inspector(), listed.inspector()
    row = listed.covert(owner, second)
    ask(phone.officer)
    assert not held(phone)
    assert listed.told(row) == {owner.pk, second.pk}
    (hit,) = listed.hits(row)
    assert hit.officer == phone.officer


@pytest.mark.parametrize(
    ("kind", "criteria", "known"),
    [
        (
            "person",
            {"surname": "SAMPLE", "given_names": "Alex", "dob": "1990-03-12"},
            listed.person(),
        ),
        ("driver", {"number": "MORGA657054SM9IJ"}, listed.person(driver_number="MORGA657054SM9IJ")),
        (
            "phone",
            {"number": "07700 900123"},
            {"kind": "phone", "known": {"number": "+447700900123"}},
        ),
        (
            "online",
            {"handle": "@Sam.Example", "platform": "Signal"},
            {"kind": "online", "known": {"handle": "sam.example", "platform": "signal"}},
        ),
        (
            "place",
            {"address": "12 Sample Street", "postcode": "NN1 1AA"},
            {"kind": "place", "known": {"text": "12 Sample St", "postcode": "nn11aa"}},
        ),
    ],
    ids=["person", "driver", "phone", "online", "place"],
)
def test_each_kind_of_question_is_compared(
    kind: str, criteria: dict[str, str], known: dict[str, object]
) -> None:
    row = listed.listing(**known)
    assert ask(make.officer(), kind, **criteria) == 1
    assert listed.hits(row)[0].certainty == "same"


def test_a_listing_made_later_finds_what_was_asked_and_tells_its_owner() -> None:
    ask(make.officer())
    row = listed.listing()
    looking_back.look_back()
    (hit,) = listed.hits(row)
    assert hit.looked_back and hit.source == "query"
    assert row.owner_id in listed.told(row)


def test_a_question_that_names_nothing_is_not_kept() -> None:
    assert ask(make.officer(), "person", surname="Sample") == 0
    assert not Asked.objects.exists() and not Alert.objects.exists()
