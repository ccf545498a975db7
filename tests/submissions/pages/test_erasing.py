"""The desk's pages of erasure: propose, find what waits, decide, see who still has it."""

from typing import Any

import pytest
from django.test import Client

from field_api.ledger.models import Event
from field_api.submissions.models import Submission
from tests import make
from tests.handset import Handset
from tests.submissions.desk import SEARCH, code, page, sent, text
from tests.submissions.erasing import pair

LIST = "/desk/erasures/"
GIVEN = {"ground": "court-order", "text": "Order 2026/11 of the county court."}


@pytest.fixture
def two(phone: Handset) -> tuple[Client, Client]:
    first, second = pair()
    return make.at_desk(first), make.at_desk(second)


def act(browser: Client, address: str, verb: str, **typed: str) -> Any:
    """Press a button of the page as it stands, with what its form hides."""
    form = browser.get(address).content.decode().split(f'value="{verb}"')[0].rpartition("<form")[2]
    hidden = {
        name: form.partition(f'name="{name}" value="')[2].partition('"')[0]
        for name in ("revision", "hash")
    }
    given = {**hidden, "otp": code(browser), "verb": verb}
    return browser.post(address, {**given, **typed}, follow=True)


def test_one_proposes_another_erases(phone: Handset, two: tuple[Client, Client]) -> None:
    first, second = two
    submission = sent(phone, SEARCH)
    address = f"{page(submission)}erase/"
    assert address in first.get(page(submission)).content.decode()
    assert "Lock knife" in text(first.get(address))
    said = text(act(first, address, "propose", **GIVEN))
    assert "Proposed" in said and "You proposed it" in said
    assert "Approve: erase it" not in said
    assert "Decide" in text(second.get(LIST)) and "You proposed it" in text(first.get(LIST))
    said = text(act(second, address, "approve"))
    assert "Gone from every system" in said or "No system ever had it" in said
    assert "Lock knife" not in said
    assert Submission.objects.get(pk=submission).state == "disposed"
    for address in (page(submission), LIST):
        assert "Erased" in text(first.get(address))


def test_a_refusal_wants_words(phone: Handset, two: tuple[Client, Client]) -> None:
    first, second = two
    address = f"{page(sent(phone, SEARCH))}erase/"
    act(first, address, "propose", **GIVEN)
    answer = act(second, address, "refuse", text="")
    assert answer.status_code == 422 and "Say why nothing is erased" in text(answer)
    assert "It is evidence." in text(act(second, address, "refuse", text="It is evidence."))


def test_what_was_typed_is_kept(phone: Handset, two: tuple[Client, Client]) -> None:
    address = f"{page(sent(phone, SEARCH))}erase/"
    answer = act(two[0], address, "propose", text="Order 2026/11")
    assert answer.status_code == 422
    assert "Order 2026/11" in text(answer) and "Choose what it rests on." in text(answer)
    assert two[0].post(address, {"verb": "propose"}).status_code == 422


def test_a_decision_on_what_has_changed_is_not_taken(
    phone: Handset, two: tuple[Client, Client]
) -> None:
    submission = sent(phone, SEARCH)
    address = f"{page(submission)}erase/"
    act(two[0], address, "propose", **GIVEN)
    stale = {"revision": str(submission), "hash": "0" * 64, "verb": "approve"}
    answer = two[1].post(address, stale)
    assert answer.status_code == 409 and "nothing was done" in text(answer)


def test_a_sergeant_finds_no_way_there(phone: Handset, browser: Client) -> None:
    submission = sent(phone, SEARCH)
    assert "/erase/" not in browser.get(page(submission)).content.decode()
    assert LIST not in browser.get("/desk/").content.decode()
    assert browser.get(f"{page(submission)}erase/").status_code == 404
    assert "Nothing waits." in text(browser.get(LIST))


def test_reading_for_it_is_a_consultation(phone: Handset, two: tuple[Client, Client]) -> None:
    submission = sent(phone, SEARCH)
    two[0].get(f"{page(submission)}erase/")
    event = Event.objects.get(act="consultation", subject=f"submission:{submission}")
    assert event.purpose == "erasure"
