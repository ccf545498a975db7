"""An officer with all they carry, and the two verbs these tests are told with."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django_otp.oath import TOTP

from field_api.identity.models import Authenticator, Officer
from field_api.lib import clock, es256
from field_api.lib.problems import Problem

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """An officer with what they carry: password, authenticator, one handset and its key."""

    officer: Officer
    totp: Authenticator
    installation: UUID
    key: es256.Jwk

    def code(self, step: int = 0) -> str:
        """The code of this half-minute, or of one `step` half-minutes later."""
        clock = TOTP(self.totp.bin_key)
        clock.time = time.time() + 30 * step
        return f"{clock.token():06d}"

    def details(self, **other: Any) -> dict[str, Any]:
        """Arguments of a sign-in that succeeds, but for `other`."""
        right = {
            "login": self.officer.login,
            "password": PASSWORD,
            "otp": self.code(),
            "installation": self.installation,
            "device_name": "Pixel",
            "public_key": self.key,
            "ip": "192.0.2.1",
        }
        return right | other


def new_key() -> es256.Jwk:
    return es256.jwk(es256.new_key().public_key())


def refused(call: Callable[..., object], **arguments: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        call(**arguments)
    return caught.value


def later(by: timedelta) -> Any:
    """Our clock set forward; the authenticators' and PostgreSQL's stay."""
    moment = clock.now() + by
    return mock.patch.object(clock, "now", lambda: moment)
