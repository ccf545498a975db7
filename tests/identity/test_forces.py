"""Setting a force up."""

import pytest
from django.core.exceptions import ValidationError

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Unit
from field_api.identity.models.officers import today
from tests.identity.people import Person, refused

Units = dict[str, Unit]


def test_nobody_gives_a_role_to_themselves(sergeant: Person, units: Units) -> None:
    problem = refused(
        identity.post,
        officer=sergeant.officer,
        unit=units["response"],
        role="inspector",
        starts_on=today(),
        by=sergeant.officer,
    )
    assert (problem.status, problem.code) == (403, "own-role")


def test_a_weak_password_enrols_nobody(pc: Person) -> None:
    with pytest.raises(ValidationError):
        identity.enrol_officer(
            force=pc.officer.force,
            collar_number="7",
            rank="PC",
            given_name="A",
            surname="B",
            password="password",
            own=True,
        )
    assert not Officer.objects.filter(login="34-7").exists()
