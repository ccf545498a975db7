"""Seeds of authenticators: enciphered where they stand, by a key that can be replaced."""

import os

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from field_api.identity.actions.forgetting import encipher_anew
from field_api.identity.models import Authenticator
from tests import make

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM otp_totp_totpdevice")
        return str(cursor.fetchone()[0])


def test_the_database_holds_nothing_that_makes_a_code() -> None:
    seed = make.officer().authenticator.bin_key
    assert len(seed) == 20
    assert seed.hex() not in stored() and len(stored()) <= 80


def test_a_seed_in_the_clear_is_refused_by_the_database() -> None:
    officer = make.officer()
    with pytest.raises(IntegrityError, match="a_seed_stands_enciphered"), transaction.atomic():
        TOTPDevice.objects.create(user=officer, name="past our model")


def test_one_copied_to_another_officer_makes_no_code() -> None:
    mine, theirs = make.officer().authenticator, make.officer().authenticator
    Authenticator.objects.filter(pk=theirs.pk).update(key=mine.key)
    theirs.refresh_from_db()
    with pytest.raises(ValueError, match="enciphered"):
        _ = theirs.bin_key


def test_a_new_key_takes_the_old_one_s_place_while_codes_go_on(settings: LazySettings) -> None:
    one = make.officer().authenticator
    seed, old = one.bin_key, settings.FACTOR_KEYS[0]
    settings.FACTOR_KEYS = [os.urandom(32), old]
    assert one.bin_key == seed
    assert (encipher_anew(), encipher_anew()) == (1, 0)
    settings.FACTOR_KEYS = settings.FACTOR_KEYS[:1]
    one.refresh_from_db()
    assert one.bin_key == seed
