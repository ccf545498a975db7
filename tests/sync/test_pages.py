"""/console/handsets/: what supervisors see of handsets in trouble, and what is recorded of it."""

import html

import pytest
from django.test import Client

from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.sync.actions import letters, minted
from field_api.sync.actions.minted import Said
from field_api.sync.models import DeadLetter
from tests import make
from tests.handset import Handset

PAGE = "/console/handsets/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


@pytest.fixture
def letter(mine: Handset) -> str:
    body = b"<script>alert(1)</script> what was it\0"
    return letters.hand_in(body=body, media_type="text/plain", device=mine.device)


def text(answer: object) -> str:
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_nothing_to_see(browser: Client, mine: Handset) -> None:
    said = text(browser.get(PAGE))
    assert "Everything that handsets said they wrote is here" in said
    assert "No handset handed in anything" in said


def test_a_gap_names_the_places(browser: Client, mine: Handset) -> None:
    minted.note([Said(mine.device.pk, 3)])
    said = text(browser.get(PAGE))
    assert "0 of 3 entries" in said
    assert "Missing: 1, 2, 3." in said


def test_a_letter_is_read_escaped_and_the_reading_recorded(
    browser: Client, sergeant: Officer, letter: str
) -> None:
    assert f"{PAGE}letters/{letter}/" in text(browser.get(PAGE))
    answer = browser.get(f"{PAGE}letters/{letter}/")
    assert b"<script>alert" not in answer.content
    assert "<script>alert(1)</script> what was it\ufffd" in text(answer)
    looks = Event.objects.filter(actor=sergeant.actor, act="consultation").order_by("id")
    assert [event.subject for event in looks] == ["letters", f"letter:{letter}"]


def test_it_is_dealt_with_by_a_note(browser: Client, sergeant: Officer, letter: str) -> None:
    address = f"{PAGE}letters/{letter}/"
    assert browser.post(address, {"note": " "}).status_code == 422
    assert "Dealt with" in text(browser.post(address, {"note": "Typed in again"}, follow=True))
    row = DeadLetter.objects.get()
    assert (row.dealt_by, row.note) == (sergeant, "Typed in again")
    assert "No handset handed in anything" in text(browser.get(PAGE))
    assert "Typed in again" in text(browser.get(address))


def test_another_units_letter_is_not_there(letter: str) -> None:
    browser = make.at_desk(make.supervisor(posted=make.unit("CID")))
    assert browser.get(f"{PAGE}letters/{letter}/").status_code == 404
    assert browser.post(f"{PAGE}letters/{letter}/", {"note": "x"}).status_code == 404


def test_an_officer_is_sent_away(letter: str) -> None:
    answer = make.at_desk(make.officer()).get(PAGE)
    assert answer.status_code == 302


def test_a_forged_form_does_nothing(sergeant: Officer, letter: str) -> None:
    browser = make.at_desk(sergeant, enforce_csrf_checks=True)
    assert browser.post(f"{PAGE}letters/{letter}/", {"note": "x"}).status_code == 403
    assert DeadLetter.objects.get().dealt_at is None
