"""Another password, another authenticator: with a code shown now, and the old one is gone."""

import re
from base64 import b32decode

import pytest
from django.test import Client
from django_otp.oath import TOTP

from field_api.identity.actions import Leave, factors, registering
from field_api.identity.actions.renewing import renew_recovery_codes
from field_api.identity.models import Authenticator, Officer
from field_api.ledger.models import Event
from tests import make

pytestmark = pytest.mark.django_db

YOURS = "/desk/sign-in/yours"
HERE = factors.session("a browser")
NEW = "another horse entirely"


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


def test_a_new_password_ends_the_other_sessions(browser: Client, sergeant: Officer) -> None:
    other = make.at_desk(sergeant)
    given = {"verb": "change-password", "old": make.PASSWORD, "new": NEW}
    assert browser.post(YOURS, given).status_code == 403
    assert browser.post(YOURS, given | {"otp": make.code(sergeant)}).status_code == 302
    sergeant.refresh_from_db()
    assert sergeant.check_password(NEW)
    assert (browser.get(YOURS).status_code, other.get(YOURS).status_code) == (200, 302)
    assert Event.objects.filter(details__did="change-password").count() == 1


def test_who_only_writes_has_a_sign_in_to_look_after_too(db: None) -> None:
    officer = make.officer()
    browser = make.at_desk(officer)
    for closed in ("/desk/", "/desk/audit/", "/desk/erasures/", "/console/"):
        assert browser.get(closed).headers["Location"] == YOURS
    page = browser.get(YOURS).content.decode()
    assert "Your sign-in" in page and "desk-nav" not in page
    given = {"verb": "change-password", "old": make.PASSWORD, "new": NEW, "otp": make.code(officer)}
    assert browser.post(YOURS, given).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [("not it", NEW, "not your password"), (make.PASSWORD, "short", "too short")],
)
def test_a_password_that_will_not_do(
    browser: Client, sergeant: Officer, old: str, new: str, said: str
) -> None:
    given = {"verb": "change-password", "old": old, "new": new, "otp": make.code(sergeant)}
    answer = browser.post(YOURS, given)
    assert answer.status_code == 422 and said in answer.content.decode()
    sergeant.refresh_from_db()
    assert sergeant.check_password(make.PASSWORD)


def begun(browser: Client, sergeant: Officer) -> bytes:
    """The key of the new authenticator, off the page."""
    given = {"verb": "begin-authenticator", "otp": make.code(sergeant)}
    page = browser.post(YOURS, given).content.decode()
    found = re.search(r"data-key>([A-Z2-7 ]+)<", page)
    assert found, page
    text = found[1].replace(" ", "")
    return b32decode(text + "=" * (-len(text) % 8))


def test_a_new_authenticator_takes_the_old_one_s_place(browser: Client, sergeant: Officer) -> None:
    old, other = sergeant.totpdevice_set.get(), make.at_desk(sergeant)
    assert browser.post(YOURS, {"verb": "begin-authenticator"}).status_code == 403
    key = begun(browser, sergeant)
    assert "data-key" not in browser.get(YOURS).content.decode()  # it is shown once
    wrong = browser.post(YOURS, {"verb": "confirm-authenticator", "first": "12345"})
    assert wrong.status_code == 422 and Authenticator.objects.get(pk=old.pk).confirmed
    first = {"verb": "confirm-authenticator", "first": f"{TOTP(key).token():06d}"}
    assert browser.post(YOURS, first).status_code == 302
    kept = sergeant.authenticator
    assert kept.confirmed and kept.bin_key == key
    assert (browser.get(YOURS).status_code, other.get(YOURS).status_code) == (200, 302)


def test_one_that_was_never_confirmed_signs_nobody_in(browser: Client, sergeant: Officer) -> None:
    key = begun(browser, sergeant)
    sergeant.totpdevice_set.update(last_t=-1)
    given = {"login": sergeant.login, "password": make.PASSWORD}
    answer = Client().post("/desk/sign-in", given | {"otp": f"{TOTP(key).token():06d}"})
    assert answer.status_code == 401


def test_a_recovery_code_replaces_a_lost_authenticator_once(
    browser: Client, sergeant: Officer
) -> None:
    secret = make.grant(sergeant, HERE, registering.CHANGE, registering.object_of(sergeant))
    codes = renew_recovery_codes(officer=sergeant, leave=Leave(HERE, secret))
    lost = {"verb": "begin-authenticator", "otp": codes[0]}
    assert "data-key" in browser.post(YOURS, lost).content.decode()
    assert browser.post(YOURS, lost).status_code == 403
    assert browser.post(YOURS, lost | {"otp": "AAAAA-AAAAA"}).status_code == 403


def test_a_recovery_code_gives_leave_for_nothing_else(browser: Client, sergeant: Officer) -> None:
    secret = make.grant(sergeant, HERE, registering.CHANGE, registering.object_of(sergeant))
    code = renew_recovery_codes(officer=sergeant, leave=Leave(HERE, secret))[0]
    given = {"verb": "change-password", "old": make.PASSWORD, "new": NEW, "otp": code}
    assert browser.post(YOURS, given).status_code == 403
    assert browser.post(f"{YOURS}/passkey", {"otp": code}).status_code == 403
    sergeant.refresh_from_db()
    assert sergeant.check_password(make.PASSWORD)
