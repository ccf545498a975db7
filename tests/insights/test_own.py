"""What an officer is told of their own work, by page and door, and that nobody else is."""

from typing import Any

import pytest

from field_api.submissions import actions as submissions
from field_api.submissions.actions import Words
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.catalogue import bodies
from tests.handset import Handset
from tests.insights.test_overview import said
from tests.submissions import erasing, journeys
from tests.submissions.desk import INTEL, example

pytestmark = pytest.mark.django_db

PAGE, DOOR = "/insight/mine/", "/api/v1/insights/mine"


@pytest.fixture
def phone(db: None) -> Handset:
    written.forms()
    written.systems()
    return handset.of()


def report(phone: Handset) -> Submission:
    return journeys.send(phone, INTEL, body=example(INTEL))


def back(entry: Submission, *pointers: str) -> None:
    comments = [{"pointer": pointer, "text": "Say more."} for pointer in pointers]
    reason = next(iter(bodies.form(entry.kind).send_back))
    submissions.send_back(
        submission=entry.pk,
        officer=make.supervisor(),
        seen=journeys.seen(entry),
        words=Words(reason, "Please look again.", comments),
    )


def mine(phone: Handset) -> dict[str, Any]:
    answer = phone.api.get(DOOR)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_counts_what_was_right_first_time(phone: Handset) -> None:
    first, second, _waiting = (report(phone) for _ in range(3))
    journeys.decide("approve", first, make.supervisor())
    back(second, "/items/0/narrative", "/items/1/narrative", "")
    corrected = journeys.send(
        phone, INTEL, body=example(INTEL), submission=second.pk, parents=(second.head_id,)
    )
    journeys.decide("approve", corrected, make.supervisor())
    (kind,) = mine(phone)["kinds"]
    assert (kind["entries"], kind["decided"], kind["right"]) == (3, 2, 1)
    (field,) = mine(phone)["fields"]
    assert (field["pointer"], field["entries"]) == ("/items/*/narrative", 1)
    assert "/" not in field["label"]
    assert kind["title"] == "Intelligence report"
    found = said(phone.officer, page=PAGE)
    assert "Intelligence report 50 % , 1 of 2 decided on, 3 written" in found


def test_it_is_of_whoever_asks_and_nobody_else(phone: Handset) -> None:
    back(report(phone), "/items/0/narrative")
    other = handset.of()
    assert mine(other) == {"days": 90, "kinds": [], "fields": []}
    assert mine(other) == other.api.get(f"{DOOR}?officer={phone.officer.login}").json()
    sergeant = make.supervisor()
    assert "Nothing of yours has arrived" in said(sergeant, f"?officer={phone.officer.pk}", PAGE)


def test_what_was_erased_is_not_in_it(phone: Handset) -> None:
    entry = report(phone)
    erasing.erased(entry)
    assert mine(phone)["kinds"] == []


def test_a_stranger_is_told_nothing(phone: Handset) -> None:
    assert make.api().get(DOOR).status_code == 401
