"""The desk's page of drafts: what lies on officers' devices, and handing it over."""

from typing import Any

import pytest
from django.test import Client

from field_api.drafts.models import HandOver
from field_api.identity.models import Officer
from tests import make
from tests.drafts import roaming
from tests.drafts.roaming import WORDS, Phone
from tests.submissions.desk import text

PAGE = "/desk/drafts/"


@pytest.fixture
def phone(db: None) -> Phone:
    return roaming.of()


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


def handed(browser: Client, phone: Phone, **typed: Any) -> Any:
    return browser.post(PAGE, {"officer": phone.officer.login, "reason": "Broken", **typed})


def test_an_officers_drafts_stand_under_their_device(phone: Phone, browser: Client) -> None:
    phone.saved()
    shown = text(browser.get(PAGE))
    assert phone.officer.display_name in shown
    assert "Pixel" in shown
    assert "Note begun" in shown
    assert WORDS not in shown


def test_drafts_of_officers_not_covered_are_not_there(browser: Client) -> None:
    stranger = roaming.of(make.officer(posted=make.unit("Elsewhere")))
    stranger.saved()
    shown = text(browser.get(PAGE))
    assert stranger.officer.display_name not in shown
    assert "No drafts" in shown


def test_a_draft_is_handed_to_a_new_device(phone: Phone, browser: Client) -> None:
    draft, new = phone.saved(), roaming.of(phone.officer)
    answer = handed(browser, phone, draft=str(draft), to=f"device:{new.device.installation}")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "1 draft handed to" in text(browser.get(PAGE))
    assert new.open(draft).json()["text"] == WORDS


def test_several_are_handed_to_a_colleague(phone: Phone, browser: Client) -> None:
    drafts, colleague = [phone.saved(), phone.saved()], roaming.of()
    to = f"officer:{colleague.officer.login}"
    assert handed(browser, phone, draft=list(map(str, drafts)), to=to).status_code == 302
    assert {colleague.open(draft).status_code for draft in drafts} == {200}


@pytest.mark.parametrize(
    "typed",
    [{"reason": ""}, {"to": ""}, {"draft": "nonsense"}, {"to": "device:nonsense"},
     {"to": "officer:99-1"}, {"officer": "99-1"}],
    ids=["no reason", "nobody", "no draft", "no device", "no officer", "no author"],
)  # fmt: skip
def test_what_is_not_said_in_full_hands_nothing_over(
    phone: Phone, browser: Client, typed: dict[str, str]
) -> None:
    new = roaming.of(phone.officer)
    whole = {"draft": str(phone.saved()), "to": f"device:{new.device.installation}"}
    answer = handed(browser, phone, **{**whole, **typed})
    assert answer.status_code in (404, 422)
    assert "Nothing was handed over" in text(answer)
    assert not HandOver.objects.exists()


def test_who_only_steers_is_not_shown_drafts(db: None) -> None:
    admin = make.officer(role=make.Role.FORCE_ADMIN)
    assert make.at_desk(admin).get(PAGE).status_code == 403


def test_a_stranger_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(PAGE).status_code == 302
