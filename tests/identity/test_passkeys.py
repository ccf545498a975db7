"""Passkeys at the desk: added only by who was just verified, answering once, ours alone."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from field_api.identity.models import Challenge, Grant, Officer, Passkey
from field_api.ledger.models import Event
from tests import make
from tests.authenticator import Authenticator
from tests.identity.people import later

pytestmark = pytest.mark.django_db

YOURS, MAKE = "/desk/sign-in/yours", "/desk/sign-in/yours/passkey"
ASK, ENTER = "/desk/sign-in/passkey/challenge", "/desk/sign-in/passkey"


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


def offered(browser: Client, who: Officer) -> dict[str, Any]:
    answer = browser.post(MAKE, {"otp": make.code(who)})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def add(browser: Client, offer: dict[str, Any], key: Authenticator, **other: Any) -> Any:
    made = json.dumps(key.made(offer["options"]))
    given = {"verb": "add-passkey", "name": "Phone", "grant": offer["grant"], "passkey": made}
    return browser.post(YOURS, given | other)


def registered(browser: Client, who: Officer) -> Authenticator:
    key = Authenticator()
    assert add(browser, offered(browser, who), key).status_code == 302
    return key


def test_one_is_added_named_used_and_removed(browser: Client, sergeant: Officer) -> None:
    key = registered(browser, sergeant)
    passkey = Passkey.objects.get()
    assert (passkey.officer, passkey.name, bytes(passkey.credential)) == (sergeant, "Phone", key.id)
    browser.post(YOURS, {"verb": "rename-passkey", "which": passkey.pk, "name": " Desk  key "})
    assert "Desk key" in browser.get(YOURS).content.decode()
    gone = {"verb": "remove-passkey", "which": passkey.pk}
    assert browser.post(YOURS, gone).status_code == 403
    assert browser.post(YOURS, gone | {"otp": make.code(sergeant)}).status_code == 302
    passkey.refresh_from_db()
    assert passkey.removed_at is not None and browser.get(YOURS).context["passkeys"] == []
    did = list(Event.objects.order_by("id").values_list("details__did", flat=True))
    assert [one for one in did if one in ("add-passkey", "remove-passkey")] == [
        "add-passkey",
        "remove-passkey",
    ]


def test_ghsa_8r76_c459_ww98_an_unverified_session_adds_no_passkey(sergeant: Officer) -> None:
    """Password alone, without the second factor: the session exists and opens nothing."""
    half = Client()
    half.force_login(sergeant)
    for address in (YOURS, MAKE):
        answer = half.post(address, {"otp": make.code(sergeant), "verb": "add-passkey"})
        assert answer.status_code == 302 and "/desk/sign-in?" in answer.headers["Location"]
    assert not Passkey.objects.exists() and not Challenge.objects.exists()


def test_ghsa_8r76_c459_ww98_a_verified_session_shows_a_factor_again(
    browser: Client, sergeant: Officer
) -> None:
    assert browser.post(MAKE).json()["code"] == "step-up-needed"
    assert browser.post(MAKE, {"otp": "000000"}).json()["code"] == "step-up-refused"
    offer, key = offered(browser, sergeant), Authenticator()
    for grant in ("", "guessed", make.grant(sergeant, b"x" * 32, "change-sign-in", "officer:1")):
        assert add(browser, offered(browser, sergeant), key, grant=grant).status_code == 403
    assert not Passkey.objects.exists()
    with later(timedelta(minutes=6)):
        assert add(browser, offer, key).status_code == 422
    assert not Passkey.objects.exists()


def test_a_grant_for_a_decision_adds_no_passkey(browser: Client, sergeant: Officer) -> None:
    offer = offered(browser, sergeant)
    Grant.objects.update(action="approve")
    assert add(browser, offer, Authenticator()).status_code == 403


def test_a_challenge_is_of_one_browser_and_counts_once(browser: Client, sergeant: Officer) -> None:
    offer, key = offered(browser, sergeant), Authenticator()
    other = make.at_desk(sergeant)
    theirs = offered(other, sergeant)
    assert add(other, offer | {"grant": theirs["grant"]}, key).status_code == 422
    assert add(browser, offer, key).status_code == 422  # it is spent
    assert not Passkey.objects.exists()


Wrong = Callable[[Authenticator], None]


def _elsewhere(key: Authenticator) -> None:
    key.origin = "https://fieldbook.example"


def _other_party(key: Authenticator) -> None:
    key.rp = "example"


def _unrecognised(key: Authenticator) -> None:
    key.flags = 0x01


def _absent(key: Authenticator) -> None:
    key.flags = 0x04


WRONG = [_elsewhere, _other_party, _unrecognised, _absent]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_what_another_page_or_nobody_made_is_not_taken(
    browser: Client, sergeant: Officer, wrong: Wrong
) -> None:
    key = Authenticator()
    wrong(key)
    assert add(browser, offered(browser, sergeant), key).status_code == 422
    assert not Passkey.objects.exists()


def entered(key: Authenticator, browser: Client | None = None, **other: Any) -> tuple[Client, Any]:
    fresh = browser or Client()
    options = fresh.post(ASK).json()
    answer = json.dumps(key.answer(options) | other)
    return fresh, fresh.post(ENTER, {"passkey": answer, "next": "/desk/"})


def test_the_desk_opens_with_a_touch_and_no_number(browser: Client, sergeant: Officer) -> None:
    key = registered(browser, sergeant)
    fresh, answer = entered(key)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert fresh.get("/desk/").status_code == 200
    assert Passkey.objects.get().used_at is not None
    told = Event.objects.filter(subject="desk", details__factor="passkey").get()
    assert told.actor == sergeant.actor


def test_a_session_ends_with_the_passkey_that_opened_it(browser: Client, sergeant: Officer) -> None:
    fresh, _ = entered(registered(browser, sergeant))
    gone = {"verb": "remove-passkey", "which": Passkey.objects.get().pk}
    browser.post(YOURS, gone | {"otp": make.code(sergeant)})
    assert fresh.get("/desk/").status_code == 302


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_what_is_said_elsewhere_opens_nothing(
    browser: Client, sergeant: Officer, wrong: Wrong
) -> None:
    key = registered(browser, sergeant)
    wrong(key)
    fresh, answer = entered(key)
    assert answer.status_code == 401 and fresh.get("/desk/").status_code == 302


def test_an_answer_said_twice_opens_once(browser: Client, sergeant: Officer) -> None:
    key, fresh = registered(browser, sergeant), Client()
    answer = json.dumps(key.answer(fresh.post(ASK).json()))
    assert fresh.post(ENTER, {"passkey": answer}).status_code == 302
    assert Client().post(ENTER, {"passkey": answer}).status_code == 401


def test_a_copied_authenticator_shows_by_its_count(browser: Client, sergeant: Officer) -> None:
    key = registered(browser, sergeant)
    entered(key)
    key.count = 0
    assert entered(key)[1].status_code == 401


def test_another_key_under_a_known_name_opens_nothing(browser: Client, sergeant: Officer) -> None:
    known = registered(browser, sergeant)
    assert entered(Authenticator(id=known.id))[1].status_code == 401


def test_a_challenge_lasts_five_minutes(browser: Client, sergeant: Officer) -> None:
    key, fresh = registered(browser, sergeant), Client()
    answer = json.dumps(key.answer(fresh.post(ASK).json()))
    with later(timedelta(minutes=5, seconds=1)):
        assert fresh.post(ENTER, {"passkey": answer}).status_code == 401


def test_who_serves_no_more_is_not_let_in(browser: Client, sergeant: Officer) -> None:
    key = registered(browser, sergeant)
    sergeant.postings.update(ends_on="2026-01-01")
    assert entered(key)[1].status_code == 401


@pytest.mark.parametrize(
    "nonsense",
    ["", "{", "[]", "{}", '{"response": 7}', '{"response": {"clientDataJSON": "e30"}}', "[" * 3000],
    ids=["nothing", "torn", "list", "empty", "number", "no challenge", "deep"],
)
def test_nonsense_is_refused(db: None, nonsense: str) -> None:
    assert Client().post(ENTER, {"passkey": nonsense}).status_code == 401
