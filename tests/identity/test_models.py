"""The unit tree, postings by the day, and the promises kept by constraints."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from field_api.identity import actions as identity
from field_api.identity.models import Device, Force, Officer, Posting, Token, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib import clock
from tests.identity.people import Person

DAY = timedelta(days=1)
Enrol = Callable[..., Person]
Units = dict[str, Unit]


def names(units: Any) -> set[str]:
    return {unit.name for unit in units}


def test_below_is_the_unit_and_everything_under_it(units: Units) -> None:
    assert names(Unit.objects.below([units["north"].pk])) == {"North", "Team A", "Team B"}
    assert names(Unit.objects.below([units["response"].pk, units["custody"].pk])) == {
        "Response",
        "North",
        "Team A",
        "Team B",
        "Custody",
    }
    assert names(Unit.objects.below([])) == set()
    assert names(Unit.objects.below([units["north"].pk]).filter(name="Team B")) == {"Team B"}


def test_below_ends_even_when_the_tree_was_bent_into_a_ring(units: Units) -> None:
    Unit.objects.filter(pk=units["response"].pk).update(parent=units["team a"])
    assert names(Unit.objects.below([units["team a"].pk])) == {
        "Response",
        "North",
        "Team A",
        "Team B",
    }


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL])
def test_a_covering_posting_covers_its_unit_and_below(
    enrol: Enrol, units: Units, role: Role
) -> None:
    officer = enrol("2001", units["north"], role).officer
    assert {name for name, unit in units.items() if officer.covers(unit)} == {
        "north",
        "team a",
        "team b",
    }
    assert officer.covers(units["team a"].pk)
    assert officer.may_review


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.FORCE_ADMIN])
def test_other_postings_cover_nothing(enrol: Enrol, units: Units, role: Role) -> None:
    officer = enrol("2001", units["response"], role).officer
    assert officer.units_covered() == set()
    assert not officer.may_review


def test_a_posting_counts_from_its_first_day_to_the_day_before_its_end(
    enrol: Enrol, units: Units
) -> None:
    officer, start, end = enrol("1001").officer, date(2026, 3, 1), date(2026, 4, 1)
    identity.post(
        officer=officer, unit=units["north"], role=Role.SUPERVISOR, starts_on=start, ends_on=end
    )
    held = [start - DAY, start, end - DAY, end]
    assert [officer.roles(day) for day in held] == [
        frozenset(),
        {Role.SUPERVISOR},
        {Role.SUPERVISOR},
        frozenset(),
    ]
    assert officer.covers(units["team a"], end - DAY)
    assert not officer.covers(units["team a"], end)


def test_home_is_where_the_officer_serves_as_officer(enrol: Enrol, units: Units) -> None:
    officer = enrol("1001", units["team a"]).officer
    identity.post(officer=officer, unit=units["custody"], role="supervisor", starts_on=today())
    assert officer.home_unit() == units["team a"]
    assert officer.roles() == {Role.OFFICER, Role.SUPERVISOR}
    assert enrol("1002").officer.home_unit() is None


def test_an_officer_is_named_by_rank_collar_number_and_surname(pc: Person) -> None:
    assert pc.officer.display_name == "PC 1001 Sample"
    assert pc.officer.actor == "officer:34-1001"
    assert str(pc.officer) == pc.officer.login == "34-1001"


def test_officers_see_their_own_force(pc: Person) -> None:
    other = Officer.objects.create(
        login="35-1", collar_number="1", force=Force.objects.create(code="35", name="Leics")
    )
    assert set(Officer.objects.visible_to(pc.officer)) == {pc.officer}
    assert set(Posting.objects.visible_to(other)) == set()
    assert Posting.objects.visible_to(pc.officer).count() == 1


def test_handsets_are_seen_by_their_officer_and_whoever_covers_them(
    pc: Person, sergeant: Person, enrol: Enrol, units: Units
) -> None:
    device = identity.sign_in(**pc.details()).device
    elsewhere = enrol("2002", units["custody"], Role.SUPERVISOR)
    assert device in Device.objects.visible_to(pc.officer)
    assert device in Device.objects.visible_to(sergeant.officer)
    assert device not in Device.objects.visible_to(elsewhere.officer)


def test_who_made_a_record_can_not_be_deleted(pc: Person, force: Force) -> None:
    identity.sign_in(**pc.details())
    for row in (pc.officer, force, pc.officer.home_unit()):
        with pytest.raises(ProtectedError):
            row.delete()


def refused(constraint: str) -> Any:
    return pytest.raises(IntegrityError, match=constraint)


def write(row: Any) -> None:
    """Save, and have deferred foreign keys checked at once."""
    with transaction.atomic():
        row.save()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_constraints_on_forces_and_units(force: Force, units: Units) -> None:
    leics = Force.objects.create(code="35", name="Leicestershire Police")
    top = units["response"]
    with refused("a_force_code_is_short_and_upper_case"):
        write(Force(code="x", name="X"))
    with refused("a_parent_unit_is_of_the_same_force"):
        write(Unit(force=leics, parent=top, name="Strays"))
    with refused("units_under_one_parent_have_different_names"):
        write(Unit(force=force, name="Response"))
    with refused("a_unit_is_not_its_own_parent"):
        write(Unit(pk=top.pk, force=force, parent_id=top.pk, name=top.name))


def test_constraints_on_officers(force: Force, pc: Person) -> None:
    with refused("a_login_is_force_and_collar_in_upper_case"):
        write(Officer(login="34-a1", force=force, collar_number="A1"))
    with refused("a_collar_number_is_one_officer_of_a_force"):
        write(Officer(login="34-10010", force=force, collar_number="1001"))
    with refused("identity_officer_login"):
        write(Officer(login="34-1001", force=force, collar_number="77"))


def test_constraints_on_postings(pc: Person, units: Units) -> None:
    held = {"officer": pc.officer, "unit": units["team a"], "role": "officer"}
    with refused("an_open_posting_is_held_once"):
        write(Posting(**held, starts_on=date(2026, 1, 1)))
    with refused("a_posting_is_made_once"):
        write(Posting(**held, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)))
    with refused("a_posting_ends_after_it_starts"):
        write(Posting(**held, starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1)))
    with refused("a_posting_has_a_role_we_know"):
        write(Posting(**held | {"role": "chief"}, starts_on=date(2026, 1, 2)))


def test_constraints_on_devices(pc: Person, sergeant: Person) -> None:
    device = identity.sign_in(**pc.details()).device
    fresh = {
        "installation": uuid4(),
        "officer": pc.officer,
        "public_key": {},
        "key_id": "k",
        "enrolled_at": clock.now(),
    }
    with refused("an_officer_is_once_on_a_handset"):
        write(Device(**fresh | {"installation": device.installation}))
    with refused("a_device_key_is_of_one_handset"):
        write(Device(**fresh | {"key_id": device.key_id}))
    with refused("a_revocation_names_who_and_when"):
        write(Device(**fresh, revoked_at=clock.now()))
    with refused("a_revocation_names_who_and_when"):
        write(Device(**fresh, revoked_by=sergeant.officer))


def test_constraints_on_tokens(pc: Person, sergeant: Person) -> None:
    device, now = identity.sign_in(**pc.details()).device, clock.now()
    fresh = {
        "digest": hashlib.sha256(b"").digest(),
        "device": device,
        "officer": pc.officer,
        "created_at": now,
        "verified_at": now,
        "expires_at": now + DAY,
    }
    with refused("a_token_expires_after_it_is_made"):
        write(Token(**fresh | {"expires_at": now}))
    with refused("a_token_is_for_the_officer_of_its_device"):
        write(Token(**fresh | {"officer": sergeant.officer}))


@pytest.mark.parametrize("role", list(Role))
def test_rights_read_at_once_are_those_asked_for_one_by_one(
    enrol: Enrol, units: Units, role: Role
) -> None:
    officer = enrol("2001", units["north"], role).officer
    rights = officer.rights
    assert rights.roles == {role}
    assert (rights.reviews, rights.oversees, rights.erases, rights.audits, rights.administers) == (
        officer.may_review,
        officer.may_oversee,
        officer.may_erase,
        officer.may_audit,
        officer.may_administer,
    )
    assert rights.audited == officer.forces_audited()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FORCE_ADMIN])
def test_rights_of_a_posting_that_is_over_or_to_come_or_elsewhere(
    enrol: Enrol, units: Units, role: Role
) -> None:
    officer = enrol("2001", units["north"]).officer
    other = Force.objects.create(code="99", name="Other")
    there = Unit.objects.create(force=other, name="There")
    day = today()
    for starts, ends in ((day - DAY, day), (day + DAY, None)):
        officer.postings.create(unit=units["north"], role=role, starts_on=starts, ends_on=ends)
    assert officer.rights.roles == {Role.OFFICER}
    officer.postings.create(unit=there, role=role, starts_on=day)
    assert not officer.rights.administers
    assert officer.rights.audited == ({other.pk} if role is Role.AUDITOR else set())
