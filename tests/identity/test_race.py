"""Twenty at once: one code wins once, every guess counts, one handset becomes one row."""

import threading
from unittest import mock

import django_otp
import pytest

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.models import Device, SignInAttempt, Token
from field_api.identity.rules import Scope
from tests.identity.people import Person
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20


def test_one_code_from_twenty_addresses_wins_once(pc: Person) -> None:
    details = pc.details()
    ends = race(lambda n: identity.sign_in(**details | {"ip": f"192.0.2.{n}"}), AT_ONCE)
    assert ends == {"won": 1, "sign-in-refused": AT_ONCE - 1}
    assert Token.objects.filter(scope=Scope.ALL).count() == 1


def test_the_method_on_the_device_would_have_let_many_in(pc: Person) -> None:
    """The control: it shows that the race above is one, and why the function is used."""
    code, accepted = pc.code(), []
    seen = threading.Barrier(AT_ONCE)

    def shown(number: int) -> None:
        totp = type(pc.totp).objects.get(pk=pc.totp.pk)
        seen.wait(10)
        accepted.append(totp.verify_token(code))

    race(shown, AT_ONCE)
    assert accepted.count(True) > 1


def test_guesses_at_once_are_all_counted(pc: Person) -> None:
    details = pc.details(password="not the password")
    ends = race(lambda n: identity.sign_in(**details), AT_ONCE)
    assert ends == {
        "sign-in-refused": rules.ATTEMPTS_ALLOWED,
        "too-many-attempts": AT_ONCE - rules.ATTEMPTS_ALLOWED,
    }
    assert SignInAttempt.objects.get().tries == AT_ONCE


def test_twenty_first_sign_ins_at_once_make_one_handset(pc: Person) -> None:
    # Every code is let through here, so that the table alone must keep the rows apart.
    details = pc.details()
    with mock.patch.object(django_otp, "verify_token", return_value=pc.totp):
        ends = race(lambda n: identity.sign_in(**details | {"ip": f"192.0.2.{n}"}), AT_ONCE)
    assert ends == {"won": AT_ONCE}
    assert Device.objects.count() == 1
    assert Token.objects.filter(scope=Scope.ALL).count() == AT_ONCE


def test_revoking_twenty_times_at_once_is_recorded_once(pc: Person) -> None:
    device = identity.sign_in(**pc.details()).device

    def revoke(number: int) -> None:
        fresh = Device.objects.get(pk=device.pk)
        identity.revoke_device(device=fresh, by=pc.officer, reason="lost")

    assert race(revoke, AT_ONCE) == {"won": AT_ONCE}
    device.refresh_from_db()
    assert device.revoked_by == pc.officer
