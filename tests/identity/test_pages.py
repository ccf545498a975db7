"""The desk's sign-in, through Django's client with CSRF on; the gate, at a page of our own."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.i18n import set_language

from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.identity.urls import page_urlpatterns
from field_api.lib import clock
from field_api.lib.gate import desk_only
from tests.identity.people import Person

SIGN_IN = "/desk/sign-in"


@desk_only
def queue(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"queue of {request.user.login}")


urlpatterns = [
    path("desk/", queue),
    path("language", set_language, name="language"),
    path("", include(page_urlpatterns)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def fill_in(browser: Client, person: Person, **other: str) -> Any:
    """Open the page, take its CSRF token, send the form."""
    page = browser.get(SIGN_IN, {"next": other.get("next", "")}).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    details = person.details()
    right = {name: details[name] for name in ("login", "password", "otp")}
    return browser.post(SIGN_IN, right | {"csrfmiddlewaretoken": found[1]} | other)


def test_password_and_code_open_the_desk(browser: Client, sergeant: Person) -> None:
    answer = fill_in(browser, sergeant)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").content == b"queue of 34-2001"


def test_a_code_is_taken_as_authenticators_show_it(browser: Client, sergeant: Person) -> None:
    code = sergeant.code()
    assert fill_in(browser, sergeant, otp=f"{code[:3]} {code[3:]} ").status_code == 302


def test_the_page_asks_for_all_three_and_tells_password_stores_what_they_are(
    browser: Client, db: None
) -> None:
    page = browser.get(SIGN_IN)
    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for word in ("username", "current-password", "one-time-code"):
        assert f'autocomplete="{word}"' in text
    # Only a file of ours may run.
    assert not re.search(
        r"<script(?!( type=\"module\")? src=\"/static/)|<style|style=|\son\w+=", text
    )


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"otp": "000000"}, 401),
        ({"password": "not the password"}, 401),
        ({"login": "34-9999"}, 401),
        ({"otp": "12345"}, 400),
        ({"otp": ""}, 400),
        ({"login": "a\x00b"}, 400),
        ({"password": ""}, 400),
        ({"csrfmiddlewaretoken": "x" * 32}, 403),
    ],
)
def test_anything_wrong_opens_nothing(
    browser: Client, sergeant: Person, other: dict[str, str], status: int
) -> None:
    assert fill_in(browser, sergeant, **other).status_code == status
    assert settings.SESSION_COOKIE_NAME not in browser.cookies
    assert browser.get("/desk/").status_code == 302


def test_a_refused_form_keeps_the_login_and_never_the_secrets(
    browser: Client, sergeant: Person
) -> None:
    answer = fill_in(browser, sergeant, password="hunter2 hunter2", login='34-2001"><b>')
    text = answer.content.decode()
    assert "34-2001&quot;&gt;&lt;b&gt;" in text
    assert "hunter2" not in text
    assert sergeant.code() not in text


def test_a_used_code_does_not_open_a_second_desk(sergeant: Person) -> None:
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    assert fill_in(first, sergeant).status_code == 302
    assert fill_in(second, sergeant).status_code == 401


def test_too_many_attempts_are_answered_as_such(browser: Client, sergeant: Person) -> None:
    answers = [fill_in(browser, sergeant, password="wrong") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "Try again in 15 min." in answers[-1].content.decode()


def test_an_officer_who_does_not_review_is_sent_to_their_own_sign_in(
    browser: Client, pc: Person
) -> None:
    assert fill_in(browser, pc).status_code == 302
    assert browser.get("/desk/").headers["Location"] == "/desk/sign-in/yours"
    pc.officer.postings.update(ends_on=timezone.localdate())
    assert browser.get("/desk/").headers["Location"].startswith("/desk/sign-in?")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/desk/0190b3c0-0000-7000-8000-000000000000/", None),
        ("/desk/?queue=mine", None),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/\\evil.example/desk/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/desk/\r\nX-Injected: 1", "/desk/%0D%0AX-Injected:%201"),
        ("http:///evil.example/desk/", "/desk/"),
        ("/api/v1/me", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_next_leads_to_the_desk_and_nowhere_else(
    browser: Client, sergeant: Person, wanted: str, reached: str | None
) -> None:
    answer = fill_in(browser, sergeant, next=wanted)
    assert answer.headers["Location"] == (wanted if reached is None else reached)


def test_a_planted_session_is_worth_nothing_after_sign_in(
    browser: Client, sergeant: Person
) -> None:
    """Session fixation: the key a browser comes with is never the key it leaves with."""
    planted = browser.session
    planted["planted"] = True
    planted.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    fill_in(browser, sergeant)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    assert thief.get("/desk/").status_code == 302


def test_a_stranger_is_sent_to_sign_in_and_back(browser: Client, db: None) -> None:
    answer = browser.get("/desk/?queue=mine")
    assert answer.headers["Location"] == f"{SIGN_IN}?next=/desk/%3Fqueue%3Dmine"
    assert reverse("desk-sign-in") == SIGN_IN


def test_a_password_alone_does_not_open_the_desk(sergeant: Person) -> None:
    """A session without a code, as any other login view would make."""
    browser = Client()
    browser.force_login(sergeant.officer)
    assert browser.get("/desk/").status_code == 302


def end_posting(officer: Officer) -> None:
    Posting.objects.filter(officer=officer).update(ends_on=today())


def stand_down(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(is_active=False)


def lose_authenticator(officer: Officer) -> None:
    officer.totpdevice_set.update(confirmed=False)


@pytest.mark.parametrize("change", [end_posting, stand_down, lose_authenticator])
def test_a_right_that_ends_ends_the_session_with_it(
    browser: Client, sergeant: Person, change: Callable[[Officer], None]
) -> None:
    fill_in(browser, sergeant)
    change(sergeant.officer)
    assert browser.get("/desk/").status_code == 302
    assert not browser.session.keys()


def at(moment: Any) -> Any:
    return mock.patch.object(clock, "now", lambda: moment)


def test_fifteen_idle_minutes_end_the_session(browser: Client, sergeant: Person) -> None:
    fill_in(browser, sergeant)
    start = clock.now()
    with at(start + timedelta(minutes=14)):
        assert browser.get("/desk/").status_code == 200
    with at(start + timedelta(minutes=28)):
        assert browser.get("/desk/").status_code == 200
    with at(start + timedelta(minutes=44)):
        assert browser.get("/desk/").status_code == 302


def test_ten_hours_end_the_session_however_busy(browser: Client, sergeant: Person) -> None:
    fill_in(browser, sergeant)
    start = clock.now()
    minutes = [10 * n for n in range(1, 62)]
    answers = []
    for minute in minutes:
        with at(start + timedelta(minutes=minute)):
            answers.append(browser.get("/desk/").status_code)
    assert answers == [200] * 59 + [302, 302]


def test_signing_out_is_a_post_and_ends_the_session(browser: Client, sergeant: Person) -> None:
    fill_in(browser, sergeant)
    assert browser.get("/desk/sign-out").status_code == 405
    assert browser.post("/desk/sign-out").status_code == 403
    sent = {"csrfmiddlewaretoken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    answer = browser.post("/desk/sign-out", sent)
    assert answer.headers["Location"] == SIGN_IN
    assert browser.get("/desk/").status_code == 302


def test_an_inspector_and_intelligence_are_let_in_too(
    enrol: Callable[..., Person], units: dict[str, Unit]
) -> None:
    for collar, role in (("3001", Role.INSPECTOR), ("3002", Role.INTEL)):
        browser = Client(enforce_csrf_checks=True)
        assert fill_in(browser, enrol(collar, units["north"], role)).status_code == 302
