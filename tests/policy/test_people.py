"""What administrators set: who may, of whom, by whose code, from when to when."""

from typing import Any

import pytest

from field_api.identity.actions import postings
from field_api.identity.models import Force, Officer, Posting
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.models import Membership
from tests import make
from tests.policy import sharing
from tests.policy.duties import code, found, leave, rights
from tests.policy.sharing import day

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/people/"


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def pc(db: None) -> Officer:
    return make.officer()


def held(whom: Officer) -> Posting:
    return Posting.objects.get(officer=whom)


def end(whom: Officer, by: Officer, on: int = 0, **other: Any) -> dict[str, Any]:
    given = leave(by, postings.RIGHTS, whom.actor)
    how = {"posting": held(whom).pk, "ends_on": day(on), "by": by, "leave": given}
    return how | other


# Ending a role


@pytest.mark.parametrize("on", [0, 7], ids=["at once", "in a week"])
def test_a_role_ends_on_the_day_that_was_said(chief: Officer, pc: Officer, on: int) -> None:
    assert postings.end_posting(**end(pc, chief, on)).ends_on == day(on)
    assert pc.roles(day(on)) == frozenset()
    assert bool(pc.roles()) is (on > 0)
    event = Event.objects.get(subject=pc.actor, details__did="end-posting")
    assert (event.actor, event.details["ends_on"]) == (chief.actor, day(on).isoformat())


def test_what_was_to_come_never_counts(chief: Officer, pc: Officer) -> None:
    Posting.objects.filter(officer=pc).update(starts_on=day(5))
    assert postings.end_posting(**end(pc, chief)).ends_on == day(5)
    assert not pc.roles(day(5))


@pytest.mark.parametrize(("ends", "on"), [(None, -1), (3, 4)], ids=["gone by", "longer"])
def test_a_role_ends_neither_in_the_past_nor_later_than_it_did(
    chief: Officer, pc: Officer, ends: int | None, on: int
) -> None:
    until = None if ends is None else day(ends)
    Posting.objects.filter(officer=pc).update(ends_on=until)
    assert code(postings.end_posting, **end(pc, chief, on)) == "posting-invalid"
    assert held(pc).ends_on == until


def test_a_role_that_is_over_stays_as_it_was(chief: Officer, pc: Officer) -> None:
    postings.end_posting(**end(pc, chief))
    assert code(postings.end_posting, **end(pc, chief)) == "posting-over"


def test_it_takes_a_code_shown_for_this_officer(chief: Officer, pc: Officer) -> None:
    other = leave(chief, postings.RIGHTS, make.officer().actor)
    for wrong in (make.NO_LEAVE, other):
        assert code(postings.end_posting, **end(pc, chief, leave=wrong)) == "step-up-needed"
    assert held(pc).ends_on is None


@pytest.mark.parametrize("role", [one for one in Role if one != Role.FORCE_ADMIN], ids=str)
def test_only_an_administrator_ends_one(pc: Officer, role: Role) -> None:
    assert code(postings.end_posting, **end(pc, sharing.ours(role))) == "not-allowed"


def test_nobody_ends_their_own(chief: Officer) -> None:
    assert code(postings.end_posting, **end(chief, chief)) == "own-rights"


def test_another_force_finds_nothing_to_end(pc: Officer) -> None:
    assert code(postings.end_posting, **end(pc, sharing.theirs(Role.FORCE_ADMIN))) == "not-found"


def test_a_role_as_administrator_elsewhere_gives_no_say_here(pc: Officer) -> None:
    guest = make.officer()
    abroad = make.unit("There", of=make.force("32"))
    make.identity.post(officer=guest, unit=abroad, role=Role.FORCE_ADMIN, starts_on=day(0))
    assert Role.FORCE_ADMIN in guest.roles()
    assert code(postings.end_posting, **end(pc, guest)) == "not-allowed"
    assert make.at_desk(guest).get(PEOPLE).status_code == 404


def test_a_guest_loses_their_role_here_and_no_other(chief: Officer) -> None:
    guest = make.officer(posted=make.unit("There", of=make.force("32")))
    here = make.identity.post(
        officer=guest, unit=make.unit(), role=Role.SUPERVISOR, starts_on=day(-9)
    )
    given = rights(chief, guest)
    postings.end_posting(posting=here.pk, ends_on=day(0), by=chief, leave=given)
    assert guest.roles() == {Role.OFFICER}


# What the force wants


def wish(by: Officer, wanted: bool, **other: Any) -> dict[str, Any]:
    given = leave(by, postings.FORCE, postings.object_of(make.force()))
    return {"force": make.force(), "wanted": wanted, "by": by, "leave": given} | other


def test_a_second_person_is_wanted_and_not_any_more(chief: Officer) -> None:
    for wanted in (True, True, False):
        assert postings.want_second_person(**wish(chief, wanted)).second_person_enrols is wanted
    events = Event.objects.filter(details__did="second-person-enrols").order_by("id")
    assert [one.details["wanted"] for one in events] == [True, False]


def test_who_does_not_administer_this_force_wants_nothing(chief: Officer) -> None:
    for by in (sharing.ours(), sharing.theirs(Role.FORCE_ADMIN)):
        assert code(postings.want_second_person, **wish(by, True)) == "not-allowed"
    assert code(postings.want_second_person, **wish(chief, True, leave=make.NO_LEAVE)) == (
        "step-up-needed"
    )
    assert not Force.objects.get(code="34").second_person_enrols


# Memberships by the calendar


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [(0, 0, True), (3, 3, True), (-5, -1, True), (-5, 5, False), (3, None, False)],
)
def test_the_days_of_a_membership_follow(
    chief: Officer, pc: Officer, starts: int, ends: int | None, wrong: bool
) -> None:
    group = found(chief)
    how: dict[str, Any] = {"officer": pc, "group": group, "by": chief}
    how |= {"starts_on": day(starts), "ends_on": None if ends is None else day(ends)}
    how["leave"] = rights(chief, pc)
    if wrong:
        assert code(policy.admit, **how) == "membership-invalid"
    else:
        policy.admit(**how)
    assert Membership.objects.exists() is not wrong


def test_who_was_to_come_is_taken_out_before_it_begins(chief: Officer, pc: Officer) -> None:
    group = found(chief)
    how: dict[str, Any] = {"officer": pc, "group": group, "by": chief}
    policy.admit(**how, leave=rights(chief, pc), starts_on=day(5))
    with pytest.raises(Problem, match="already-in"):
        policy.admit(**how, leave=rights(chief, pc))
    assert policy.let_go(**how, leave=rights(chief, pc)) == 1
    assert not Membership.objects.on(day(5)).exists()
    policy.admit(**how, leave=rights(chief, pc))
