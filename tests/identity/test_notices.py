"""An officer is told what changed in their own sign-in, in the transaction that changed it."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.actions import Leave, factors, notices, recovery, registering
from field_api.identity.actions.renewing import renew_recovery_codes
from field_api.identity.models import Officer, SignInNotice
from field_api.identity.rules.notices import WORDS, Changed
from field_api.ledger.models import Event
from tests import make
from tests.identity.people import Person, new_key

pytestmark = pytest.mark.django_db

YOURS = "/desk/sign-in/yours"
HERE = factors.session("a browser")


@pytest.fixture
def sergeant(db: None) -> Officer:
    return make.supervisor()


def told(officer: Officer) -> list[str]:
    return [one.what for one in notices.recent(officer=officer)]


def changed(browser: Client, officer: Officer, verb: str, **given: str) -> int:
    asked = {"verb": verb, "otp": make.code(officer), **given}
    return browser.post(YOURS, asked).status_code


def test_each_change_is_told_and_shown_to_its_officer_only(sergeant: Officer) -> None:
    browser, colleague = make.at_desk(sergeant), make.at_desk(make.supervisor())
    given = {"old": make.PASSWORD, "new": "another horse entirely"}
    assert changed(browser, sergeant, "change-password", **given) == 302
    secret = make.grant(sergeant, HERE, registering.CHANGE, registering.object_of(sergeant))
    code = renew_recovery_codes(officer=sergeant, leave=Leave(HERE, secret))[0]
    assert recovery.stands_in(sergeant, code)
    assert told(sergeant) == ["recovery_used", "recovery_renewed", "password"]
    sergeant.refresh_from_db()
    assert "Your password was changed" in make.at_desk(sergeant).get(YOURS).content.decode()
    assert "Your password was changed" not in colleague.get(YOURS).content.decode()
    assert not SignInNotice.objects.exclude(mail_due_at=None).exists()


def test_every_change_has_its_words() -> None:
    assert set(WORDS) == set(Changed)


def test_nothing_is_told_of_what_came_to_nothing(sergeant: Officer) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        notices.tell(sergeant, Changed.PASSWORD)
        raise RuntimeError
    assert told(sergeant) == []


def test_another_address_is_told_to_the_one_before(sergeant: Officer, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    browser = make.at_desk(sergeant)
    assert changed(browser, sergeant, "change-address", email="ps@force.example") == 302
    assert changed(browser, sergeant, "change-address", email="no address") == 422
    assert changed(browser, sergeant, "change-address", email="thief@elsewhere.example") == 302
    first, second = SignInNotice.objects.order_by("pk")
    assert (first.address, first.mail_due_at) == ("", None)
    assert second.address == "ps@force.example" and second.mail_due_at
    assert "example" not in str(list(Event.objects.values_list("details", flat=True)))


def test_a_handset_is_told_of_its_own_officer(sergeant: Officer) -> None:
    notices.tell(sergeant, Changed.PASSKEY_ADDED, "Phone")
    (one,) = make.signed_in(sergeant).get("/api/v1/me/notices").json()["notices"]
    assert (one["what"], one["about"]) == ("passkey_added", "Phone")
    assert one["said"] == WORDS[Changed.PASSKEY_ADDED]
    assert make.signed_in(make.officer()).get("/api/v1/me/notices").json() == {"notices": []}


def test_a_new_handset_is_told_once(sergeant: Officer, settings: Any) -> None:
    settings.ENROLMENT = "open"
    person = Person(sergeant, sergeant.authenticator, uuid4(), new_key())
    for _ in range(2):
        identity.sign_in(**person.details(otp=make.code(sergeant)))
    assert told(sergeant) == ["handset"]
    assert notices.recent(officer=sergeant)[0].about == "Pixel"
