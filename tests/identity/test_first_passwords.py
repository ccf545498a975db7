"""A password that somebody else gave: for a week, to choose another with, and to read nothing."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.actions.first_passwords import give_first_password
from field_api.identity.models import Officer, Token
from field_api.identity.rules.passwords import FIRST_LIFE
from field_api.identity.validators import WellKnownParts
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from tests import make
from tests.identity.people import later

pytestmark = pytest.mark.django_db

YOURS = "/desk/sign-in/yours"


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def signs_in(officer: Officer, password: str) -> Client:
    browser = Client()
    given = {"login": officer.login, "password": password, "otp": make.code(officer)}
    browser.post("/desk/sign-in", given)
    return browser


def test_it_opens_the_page_that_changes_it_and_no_other(sergeant: Officer) -> None:
    password = give_first_password(officer=sergeant)
    browser = signs_in(sergeant, password)
    for page in ("/desk/", "/desk/erasures/", "/console/"):
        assert browser.get(page).headers["Location"] == YOURS
    page = browser.get(YOURS).content.decode()
    assert "Choose a password of your own" in page
    given = {"verb": "change-password", "old": password, "new": "another horse entirely"}
    answer = browser.post(YOURS, given | {"otp": make.code(sergeant)})
    assert answer.status_code == 302
    assert browser.get("/desk/").status_code == 200
    assert "Choose a password of your own" not in browser.get(YOURS).content.decode()


def test_a_handset_brings_work_late_with_it_and_reads_nothing(sergeant: Officer) -> None:
    handset = make.device(sergeant)
    give_first_password(officer=sergeant)
    sergeant.refresh_from_db()
    token = make.token(handset)
    refused = make.api(token).get("/api/v1/sync/pull")
    assert (refused.status_code, refused.json()["code"]) == (403, "first-password")
    assert identity.check_token(token).standing == "expired"
    assert make.api(token).get("/api/v1/forms").status_code == 200
    Officer.objects.filter(pk=sergeant.pk).update(first_password_until=None)
    assert identity.check_token(token).standing == "live"


def test_after_a_week_it_opens_nothing(sergeant: Officer) -> None:
    password = give_first_password(officer=sergeant)
    with later(FIRST_LIFE + timedelta(seconds=1)), pytest.raises(Problem) as refused:
        identity.prove(
            login=sergeant.login, password=password, otp=make.code(sergeant), ip="192.0.2.1"
        )
    assert refused.value.code == "sign-in-refused"
    told = Event.objects.filter(details__did="sign-in-refused").latest("id").details
    assert told["why"] == "first-password-over"


def test_it_takes_the_place_of_one_that_was_forgotten_and_ends_what_was_open(
    sergeant: Officer,
) -> None:
    browser, token = make.at_desk(sergeant), make.token(make.device(sergeant))
    said = StringIO()
    call_command("first_password", sergeant.login, stdout=said)
    password, until = said.getvalue().splitlines()
    assert until.startswith("until 20")
    sergeant.refresh_from_db()
    assert sergeant.check_password(password) and not sergeant.check_password(make.PASSWORD)
    assert browser.get("/desk/").headers["Location"].startswith("/desk/sign-in?")
    assert Token.objects.get(digest=identity.check_token(token).digest).revoked_at
    assert Event.objects.filter(details__did="give-first-password", actor="operator").count() == 1
    assert password not in str(list(Event.objects.values_list("details", flat=True)))
    WellKnownParts().validate(password, sergeant)


def test_nobody_is_let_in_who_is_not_there() -> None:
    with pytest.raises(CommandError):
        call_command("first_password", "34-9999")


def test_who_is_enrolled_with_another_s_word_has_to_choose(sergeant: Officer) -> None:
    made, _ = identity.enrol_officer(
        force=sergeant.force,
        collar_number="7777",
        rank="PC",
        given_name="Alex",
        surname="Sample",
        password=make.PASSWORD,
    )
    assert made.has_first_password and made.must_choose_password
    assert not sergeant.has_first_password
