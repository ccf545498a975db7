"""One force with a tree of units, and officers who hold known passwords and authenticators."""

from collections.abc import Callable, Iterator
from datetime import date
from unittest import mock
from uuid import uuid4

import django_otp
import pytest
from django.conf import LazySettings

from field_api.identity import actions as identity
from field_api.identity.models import Force, Unit
from field_api.identity.rules import Role
from tests.identity.people import PASSWORD, Person, new_key


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
            own=True,
        )
        if unit:
            identity.post(officer=officer, unit=unit, role=role, starts_on=date(2020, 1, 1))
        return Person(officer, totp, uuid4(), new_key())

    return one


@pytest.fixture
def pc(enrol: Callable[..., Person], units: dict[str, Unit]) -> Person:
    return enrol("1001", units["team a"])


@pytest.fixture
def sergeant(enrol: Callable[..., Person], units: dict[str, Unit]) -> Person:
    return enrol("2001", units["north"], Role.SUPERVISOR)


@pytest.fixture(autouse=True)
def open_enrolment(settings: LazySettings) -> None:
    """A first sign-in enrols its handset; test_enrolment.py has codes asked for."""
    settings.ENROLMENT = "open"


@pytest.fixture
def accept_any_code(pc: Person) -> Iterator[None]:
    """Every six figures pass: for tests that sign in more often than a code a half minute."""
    with mock.patch.object(django_otp, "verify_token", return_value=pc.totp):
        yield
