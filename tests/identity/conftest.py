"""One force with a tree of units, and officers who hold known passwords and authenticators."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from field_api.identity import actions as identity
from field_api.identity.models import Force, Officer, Unit
from field_api.identity.rules import Role
from field_api.lib import es256

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """An officer with what they carry: password, authenticator, one handset and its key."""

    officer: Officer
    totp: TOTPDevice
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


@pytest.fixture
def new_key() -> Callable[[], es256.Jwk]:
    return make_key


def make_key() -> es256.Jwk:
    return es256.jwk(es256.new_key().public_key())


@pytest.fixture
def force(db: None) -> Force:
    return identity.found_force(code="34", name="Northamptonshire Police")


@pytest.fixture
def units(force: Force) -> dict[str, Unit]:
    """response > north > (team a, team b), and custody beside response."""
    response = identity.add_unit(force=force, name="Response")
    north = identity.add_unit(force=force, name="North", parent=response)
    return {
        "response": response,
        "north": north,
        "team a": identity.add_unit(force=force, name="Team A", parent=north),
        "team b": identity.add_unit(force=force, name="Team B", parent=north),
        "custody": identity.add_unit(force=force, name="Custody"),
    }


@pytest.fixture
def enrol(force: Force) -> Callable[..., Person]:
    """enrol("1001", team, Role.OFFICER): an officer posted there; without a unit, not posted."""

    def one(collar: str, unit: Unit | None = None, role: Role = Role.OFFICER) -> Person:
        officer, totp = identity.enrol_officer(
            force=force,
            collar_number=collar,
            rank="PC",
            given_name="Alex",
            surname="Sample",
            password=PASSWORD,
        )
        if unit:
            identity.post(officer=officer, unit=unit, role=role, starts_on=date(2020, 1, 1))
        return Person(officer, totp, uuid4(), make_key())

    return one


@pytest.fixture
def pc(enrol: Callable[..., Person], units: dict[str, Unit]) -> Person:
    return enrol("1001", units["team a"])


@pytest.fixture
def sergeant(enrol: Callable[..., Person], units: dict[str, Unit]) -> Person:
    return enrol("2001", units["north"], Role.SUPERVISOR)
