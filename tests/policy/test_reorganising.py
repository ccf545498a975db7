"""Units are made, renamed, moved by two, closed and opened: never deleted, and remembered."""

from typing import Any

import pytest
from django.test import Client

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Posting, Unit, UnitChange
from field_api.identity.rules import Role
from field_api.identity.rules.units import Did
from field_api.ledger.models import Event
from field_api.policy.actions import proposals, reorganising
from field_api.policy.models import Proposal
from tests import make
from tests.policy import sharing
from tests.policy.duties import WHY, code, leave, refused_by_database
from tests.policy.sharing import day

pytestmark = pytest.mark.django_db

UNITS = "/desk/administration/units/"


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def other(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def desk(chief: Officer) -> Client:
    return make.at_desk(chief)


def shown(by: Officer) -> dict[str, Any]:
    return {"by": by, "leave": leave(by, reorganising.UNITS, f"force:{by.force.code}")}


def change(unit: Unit, did: Did, by: Officer, name: str = "") -> Unit:
    return reorganising.change_unit(unit=unit, did=did, name=name, **shown(by))


def proposed(unit: Unit, parent: Unit | None, by: Officer) -> Proposal:
    given = leave(by, "propose", f"unit:{unit.pk}")
    return reorganising.propose_move(unit=unit, parent=parent, text=WHY, by=by, leave=given)


def approve(row: Proposal, by: Officer) -> Proposal:
    given = leave(by, "approve", f"proposal:{row.pk}")
    return proposals.approve(proposal=row.pk, by=by, leave=given)


def test_a_unit_is_made_and_renamed_and_keeps_what_it_was(chief: Officer) -> None:
    made = reorganising.add_unit(name=" Night  shift ", parent=make.unit(), **shown(chief))
    assert (made.name, made.parent, made.force) == ("Night shift", make.unit(), chief.force)
    change(made, Did.RENAMED, chief, "Late shift")
    assert Unit.objects.get(pk=made.pk).name == "Late shift"
    kept = UnitChange.objects.filter(unit=made).order_by("pk").values_list("did", "before", "after")
    assert list(kept) == [("made", "", "Night shift"), ("renamed", "Night shift", "Late shift")]
    events = Event.objects.filter(subject=f"unit:{made.pk}", actor=chief.actor)
    assert [event.details["did"] for event in events] == ["unit-made", "unit-renamed"]


def test_a_name_is_had_once_in_one_place(chief: Officer) -> None:
    night = make.unit("Night", parent=make.unit())
    again = {"name": "Night", "parent": make.unit()}
    assert code(reorganising.add_unit, **again, **shown(chief)) == "name-taken"
    assert reorganising.add_unit(name="Night", parent=night, **shown(chief))


@pytest.mark.parametrize(
    "name", ["", " ", "x" * 101, "a\x07b"], ids=["none", "blank", "long", "bell"]
)
def test_a_name_is_one(chief: Officer, name: str) -> None:
    given = {"name": name, "parent": None}
    assert code(reorganising.add_unit, **given, **shown(chief)) == "form-incomplete"


def test_it_takes_an_administrator_of_the_force_and_a_code(chief: Officer) -> None:
    far, inspector = sharing.theirs(Role.FORCE_ADMIN), sharing.ours(Role.INSPECTOR)
    unit = make.unit()
    for whoever in (far, inspector):
        given = {"unit": unit, "did": Did.RENAMED, "name": "Ours"}
        assert code(reorganising.change_unit, **given, **shown(whoever)) == "not-allowed"
    wrong = {"unit": unit, "did": Did.RENAMED, "name": "Ours", "by": chief, "leave": make.NO_LEAVE}
    assert code(reorganising.change_unit, **wrong) == "step-up-needed"
    assert Unit.objects.get(pk=unit.pk).name == "Response"


def test_a_unit_in_use_is_not_closed(chief: Officer) -> None:
    unit = make.unit("Night", parent=make.unit("Nights"))
    held = Posting.objects.get(officer=make.officer(posted=unit))
    given = {"did": Did.CLOSED}
    assert code(reorganising.change_unit, unit=unit, **given, **shown(chief)) == "unit-in-use"
    assert (
        code(reorganising.change_unit, unit=unit.parent, **given, **shown(chief)) == "unit-in-use"
    )
    Posting.objects.filter(pk=held.pk).update(ends_on=day(0))
    assert change(unit, Did.CLOSED, chief).closed_on == day(0)
    assert change(make.unit("Nights"), Did.CLOSED, chief).closed_on == day(0)


def test_a_closed_unit_takes_no_role_and_no_unit_until_it_is_opened(
    chief: Officer, other: Officer
) -> None:
    pc = make.officer()
    change(make.unit("Night"), Did.CLOSED, chief)
    unit = make.unit("Night")
    role = {"officer": pc, "unit": unit, "role": Role.OFFICER, "starts_on": day(0)}
    assert code(identity.post, **role) == "unit-closed"
    asked = {"text": WHY, "by": chief, "leave": leave(chief, "propose", pc.actor)}
    assert code(proposals.propose_posting, **role, **asked) == "unit-closed"
    below = {"name": "Late", "parent": unit}
    assert code(reorganising.add_unit, **below, **shown(chief)) == "unit-closed"
    change(unit, Did.OPENED, chief)
    assert identity.post(**role).unit == unit


def test_a_role_that_waited_is_not_given_in_a_unit_closed_since(
    chief: Officer, other: Officer
) -> None:
    unit, pc = make.unit("Night"), make.officer()
    row = proposals.propose_posting(
        officer=pc,
        unit=unit,
        role=Role.OFFICER,
        starts_on=day(0),
        text=WHY,
        by=chief,
        leave=leave(chief, "propose", pc.actor),
    )
    change(unit, Did.CLOSED, chief)
    assert code(approve, row=row, by=other) == "unit-closed"
    assert Proposal.objects.get(pk=row.pk).state == "proposed"


def test_a_move_takes_two_and_then_others_supervise_it(chief: Officer, other: Officer) -> None:
    night, days = make.unit("Night"), make.unit("Days")
    boss = make.supervisor(posted=days)
    row = proposed(night, days, chief)
    assert not boss.covers(night)
    assert code(approve, row=row, by=chief) == "above-your-role" or not boss.covers(night)
    approve(row, other)
    assert boss.covers(night)
    kept = UnitChange.objects.get(unit=night, did="moved")
    assert (kept.by, kept.second, kept.after) == (chief, other, "Days")


def test_who_may_be_the_second_for_a_move(chief: Officer) -> None:
    row = proposed(make.unit("Night"), make.unit("Days"), chief)
    for whoever in (
        chief,
        sharing.ours(Role.INSPECTOR),
        sharing.theirs(Role.FORCE_ADMIN),
        make.officer(),
    ):
        with pytest.raises(Exception) as refused:
            approve(row, whoever)
        assert getattr(refused.value, "status", 0) in (403, 404)
    assert Unit.objects.get(name="Night").parent is None


def test_no_unit_stands_below_itself_however_it_is_asked(chief: Officer, other: Officer) -> None:
    top = make.unit("Top")
    low = make.unit("Low", parent=make.unit("Middle", parent=top))
    given = {"text": WHY, "by": chief, "leave": make.NO_LEAVE}
    assert code(reorganising.propose_move, unit=top, parent=low, **given) == "in-a-ring"
    assert code(reorganising.propose_move, unit=top, parent=top, **given) == "in-a-ring"
    a, b = make.unit("A"), make.unit("B")
    first, second = proposed(a, b, chief), proposed(b, a, chief)
    approve(first, other)
    assert code(approve, row=second, by=other) == "in-a-ring"


def test_a_move_that_was_overtaken_is_not_done(chief: Officer, other: Officer) -> None:
    unit, days = make.unit("Night"), make.unit("Days")
    row = proposed(unit, days, chief)
    Unit.objects.filter(pk=unit.pk).update(parent=make.unit("Elsewhere"))
    assert code(approve, row=row, by=other) == "overtaken"


def test_the_database_wants_two_who_differ(chief: Officer) -> None:
    two = {"unit": make.unit(), "did": "moved", "by": chief, "second": chief}
    assert "two_who_differ" in refused_by_database(lambda: UnitChange.objects.create(**two))


# Pages


@pytest.mark.parametrize("role", [one for one in Role if one != Role.FORCE_ADMIN], ids=str)
def test_the_pages_are_for_administrators(chief: Officer, role: Role) -> None:
    browser = make.at_desk(sharing.ours(role))
    elsewhere = (302,) if role in (Role.OFFICER, Role.AUDITOR) else (404,)
    for at in ("", f"{make.unit().pk}/"):
        assert browser.get(f"{UNITS}{at}").status_code in elsewhere
        assert browser.post(f"{UNITS}{at}", {"verb": "close"}).status_code in elsewhere


def test_another_forces_unit_is_not_there(chief: Officer) -> None:
    unit = make.unit()
    far = make.at_desk(sharing.theirs(Role.FORCE_ADMIN))
    assert far.get(f"{UNITS}{unit.pk}/").status_code == 404
    assert far.post(f"{UNITS}{unit.pk}/", {"verb": "close"}).status_code == 404
    assert "Response" not in far.get(UNITS).content.decode()


def test_the_tree_shows_each_under_its_own_and_who_serves(desk: Client) -> None:
    low = make.unit("Low", parent=make.unit("Zeta"))
    pc = make.officer(posted=low)
    page = desk.get(UNITS).content.decode()
    assert page.index("Zeta") < page.index(">Low<") and "tree--1" in page
    assert pc.display_name in desk.get(f"{UNITS}{low.pk}/").content.decode()


def test_a_unit_is_changed_at_its_page(desk: Client, chief: Officer, other: Officer) -> None:
    made = {"verb": "make", "form": "make", "name": "Night", "under": "", "otp": make.code(chief)}
    desk.post(UNITS, made)
    unit = Unit.objects.get(name="Night")
    at = f"{UNITS}{unit.pk}/"
    named = {"verb": "rename", "form": "rename", "name": "Late", "otp": make.code(chief)}
    assert desk.post(at, named).status_code == 302
    to = {"verb": "move", "form": "move", "under": make.unit().pk, "text": WHY}
    assert desk.post(at, {**to, "otp": make.code(chief)}).status_code == 302
    assert "waits for a second person" in desk.get(at).content.decode()
    row = Proposal.objects.get(kind="unit")
    page = make.at_desk(other).get(f"/desk/persons/{row.pk}/").content.decode()
    assert "Have Late stand under Response" in page and at in page
    approve(row, other)
    assert desk.post(at, {"verb": "close", "otp": make.code(chief)}).status_code == 302
    page = desk.get(at).content.decode()
    assert "Closed" in page and "from Night to Late" in page
    assert desk.post(at, {"verb": "open", "otp": make.code(chief)}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).closed_on is None


def test_without_a_code_nothing_is_done_and_the_page_says_so(desk: Client) -> None:
    unit = make.unit()
    answer = desk.post(f"{UNITS}{unit.pk}/", {"verb": "close", "form": "close"})
    assert answer.status_code in (403, 409)
    assert Unit.objects.get(pk=unit.pk).closed_on is None
