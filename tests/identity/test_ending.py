"""What an officer signs in with is another: what they have open elsewhere ends, and nothing they
wrote is lost by it (OWASP ASVS 7.4.3)."""

import pytest
from django.test import Client
from django_otp.oath import TOTP

from field_api.identity import actions as identity
from field_api.identity.actions import Leave, changing, factors, recovery, registering
from field_api.identity.actions.renewing import renew_recovery_codes
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib import clock
from tests import make

pytestmark = pytest.mark.django_db

YOURS = "/desk/sign-in/yours"
HERE = factors.session("a browser")


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


@pytest.fixture
def browser(sergeant: Officer) -> Client:
    return make.at_desk(sergeant)


def leave(officer: Officer) -> Leave:
    secret = make.grant(officer, HERE, registering.CHANGE, registering.object_of(officer))
    return Leave(HERE, secret)


def test_a_new_password_ends_tokens_as_well(browser: Client, sergeant: Officer) -> None:
    token, colleague = make.token(make.device(sergeant)), make.token(make.device(make.officer()))
    given = {"verb": "change-password", "old": make.PASSWORD, "new": "another horse entirely"}
    assert browser.post(YOURS, given | {"otp": make.code(sergeant)}).status_code == 302
    assert browser.get(YOURS).status_code == 200
    read = make.api(token).get("/api/v1/sync/pull")
    assert (read.status_code, read.json()["code"]) == (401, "token-expired")
    assert identity.check_token(token).standing == "expired"  # what waits comes in, late
    assert identity.check_token(colleague).standing == "live"
    assert Event.objects.filter(details__did="sign-out").count() == 1


def test_a_passkey_that_is_removed_ends_the_rest(browser: Client, sergeant: Officer) -> None:
    other, token = make.at_desk(sergeant), make.token(make.device(sergeant))
    key = sergeant.passkeys.create(
        credential=b"one", public_key=b"key", name="Phone", made_at=clock.now()
    )
    given = {"verb": "remove-passkey", "which": str(key.pk), "otp": make.code(sergeant)}
    assert browser.post(YOURS, given).status_code == 302
    assert (browser.get(YOURS).status_code, other.get(YOURS).status_code) == (200, 302)
    assert identity.check_token(token).standing == "expired"


def test_a_recovery_code_ends_what_whoever_had_the_rest_has_open(sergeant: Officer) -> None:
    code = renew_recovery_codes(officer=sergeant, leave=leave(sergeant))[0]
    other, token = make.at_desk(sergeant), make.token(make.device(sergeant))
    assert recovery.stands_in(sergeant, code)
    assert other.get(YOURS).status_code == 302
    assert identity.check_token(token).standing == "expired"


def test_who_signs_in_with_a_recovery_code_stays_in(sergeant: Officer) -> None:
    code = renew_recovery_codes(officer=sergeant, leave=leave(sergeant))[0]
    browser = Client()
    given = {"login": sergeant.login, "password": make.PASSWORD, "otp": code}
    assert browser.post("/desk/sign-in", given).status_code == 302
    assert browser.get("/desk/").status_code == 200


def test_a_new_authenticator_ends_tokens_as_well(browser: Client, sergeant: Officer) -> None:
    token = make.token(make.device(sergeant))
    pending = changing.begin_authenticator(officer=sergeant, leave=leave(sergeant))
    changing.confirm_authenticator(officer=sergeant, otp=f"{TOTP(pending.bin_key).token():06d}")
    assert identity.check_token(token).standing == "expired"
    assert browser.get(YOURS).status_code == 302


def test_another_secret_key_ends_no_session(browser: Client, settings: object) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another-secret-key-for-this-one-test"  # type: ignore[attr-defined]
    assert browser.get(YOURS).status_code == 200
