"""Fifty at once with one enrolment code: one handset gets in."""

from typing import Any
from unittest import mock
from uuid import uuid4

import django_otp
import pytest
from django.conf import LazySettings

from field_api.identity import actions as identity
from field_api.identity.models import Device, EnrolmentCode, Token
from field_api.identity.rules import WRONG_ALLOWED, Scope
from tests.identity.people import Person, new_key
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

TAG = "PH-0001"


@pytest.fixture(autouse=True)
def closed_enrolment(settings: LazySettings, open_enrolment: None) -> None:
    settings.ENROLMENT = "code"


def asked(pc: Person, code: str, number: int, **other: Any) -> dict[str, Any]:
    """From an address of its own, so that nothing but the code decides."""
    details = pc.details(enrolment_code=code, asset_tag=TAG, ip=f"192.0.2.{number}")
    return details | other


def one_winner(pc: Person, at_once: int) -> None:
    code = identity.issue_code(officer=pc.officer, asset_tag=TAG).code
    handsets = [{"installation": uuid4(), "public_key": new_key()} for _ in range(at_once)]
    ready = [asked(pc, code, number, **one) for number, one in enumerate(handsets)]
    before = Device.objects.count()
    with mock.patch.object(django_otp, "verify_token", return_value=pc.totp):
        ends = race(lambda n: identity.sign_in(**ready[n]), at_once)
    assert ends == {"won": 1, "enrolment-needed": at_once - 1}
    assert Device.objects.count() == before + 1


def test_one_code_from_ten_handsets_at_once_lets_one_in(pc: Person) -> None:
    one_winner(pc, 10)


@pytest.mark.long
def test_one_code_from_fifty_handsets_at_once_lets_one_in_twenty_times(pc: Person) -> None:
    for _ in range(20):
        one_winner(pc, 50)
    assert Token.objects.filter(scope=Scope.ALL).count() == 20


def test_one_handset_that_asks_ten_times_at_once_is_let_in_each_time(pc: Person) -> None:
    """A phone that sends again what it heard no answer to: its first got it in."""
    code = identity.issue_code(officer=pc.officer, asset_tag=TAG).code
    ready = [asked(pc, code, number) for number in range(10)]
    with mock.patch.object(django_otp, "verify_token", return_value=pc.totp):
        ends = race(lambda n: identity.sign_in(**ready[n]), 10)
    assert ends == {"won": 10}
    assert Device.objects.count() == 1
    assert EnrolmentCode.objects.get().tries == 0


def test_guesses_at_once_are_all_counted_and_void_the_code(pc: Person) -> None:
    code = identity.issue_code(officer=pc.officer, asset_tag=TAG).code
    ready = [asked(pc, "00000-00000", number) for number in range(10)]
    with mock.patch.object(django_otp, "verify_token", return_value=pc.totp):
        ends = race(lambda n: identity.sign_in(**ready[n]), 10)
        assert ends == {"enrolment-needed": 10}
        assert EnrolmentCode.objects.get().tries == WRONG_ALLOWED
        ends = race(lambda n: identity.sign_in(**asked(pc, code, 99)), 1)
    assert ends == {"enrolment-needed": 1}
