"""The desk's pages about people and groups."""

import re

import pytest
from django.test import Client

from field_api.identity.models import Force, Officer, Posting
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.policy.models import Clearance, HandlingGroup, Membership, Proposal
from tests import make
from tests.policy import sharing
from tests.policy.duties import WHY, found, read_in
from tests.policy.sharing import day

pytestmark = pytest.mark.django_db

PEOPLE = "/desk/people/"


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def desk(chief: Officer) -> Client:
    return make.at_desk(chief)


@pytest.fixture
def pc(db: None) -> Officer:
    return make.officer()


def of(whom: Officer) -> str:
    return f"{PEOPLE}{whom.pk}/"


def held(whom: Officer) -> Posting:
    return Posting.objects.get(officer=whom)


@pytest.mark.parametrize("role", [one for one in Role if one != Role.FORCE_ADMIN], ids=str)
def test_the_pages_are_for_administrators(pc: Officer, role: Role) -> None:
    group = found(sharing.ours(Role.FORCE_ADMIN))
    browser = make.at_desk(sharing.ours(role))
    elsewhere = (302,) if role in (Role.OFFICER, Role.AUDITOR) else (404,)
    for at in ("", f"{pc.pk}/", "groups/", f"groups/{group.pk}/", "force"):
        assert browser.get(f"{PEOPLE}{at}").status_code in elsewhere
        assert browser.post(f"{PEOPLE}{at}", {"verb": "clear"}).status_code in elsewhere


def test_another_forces_people_and_groups_are_not_there(pc: Officer, chief: Officer) -> None:
    far = make.at_desk(sharing.theirs(Role.FORCE_ADMIN))
    group = found(chief)
    for at in (of(pc), f"{PEOPLE}groups/{group.pk}/"):
        assert far.get(at).status_code == 404
        assert far.post(at, {"verb": "retire"}).status_code == 404
    shown = far.get(PEOPLE).content.decode()
    assert pc.surname in shown  # they share a surname with the one who looks
    assert of(pc) not in shown


def test_people_are_listed_by_unit_and_found_by_number(desk: Client, pc: Officer) -> None:
    other = make.officer(posted=make.unit("Roads"))
    listed = desk.get(f"{PEOPLE}?unit={make.unit('Roads').pk}").content.decode()
    assert (of(other) in listed, of(pc) in listed) == (True, False)
    assert of(pc) in desk.get(PEOPLE).content.decode()
    for typed in (pc.collar_number, pc.login.lower()):
        assert desk.post(PEOPLE, {"number": typed})["Location"] == of(pc)
    assert desk.post(PEOPLE, {"number": "32-1"}).status_code == 422


def test_a_role_is_given_by_two(desk: Client, chief: Officer, pc: Officer) -> None:
    said = {"unit": make.unit().pk, "role": "supervisor", "starts_on": day(0), "text": WHY}
    said |= {"verb": "give", "form": "give", "otp": make.code(chief)}
    assert desk.post(of(pc), said).status_code == 302
    made = Proposal.objects.get()
    assert (made.concerned, made.proposed_by, made.state) == (pc, chief, "proposed")
    assert not pc.may_review
    abroad = {**said, "unit": make.unit("There", of=make.force("32")).pk}
    assert desk.post(of(pc), abroad).status_code == 404


def test_a_form_that_comes_back_keeps_its_code_and_its_words(
    desk: Client, chief: Officer, pc: Officer
) -> None:
    said = {"unit": make.unit().pk, "role": "supervisor", "starts_on": day(-9), "text": WHY}
    said |= {"verb": "give", "form": "give", "otp": make.code(chief)}
    back = desk.post(of(pc), said)
    assert back.status_code == 422
    page = back.content.decode()
    (grant,) = re.findall(r'name="grant" value="([^"]+)"', page)
    assert WHY in page
    del said["otp"]
    again = {**said, "starts_on": day(0), "grant": grant}
    assert desk.post(of(pc), again).status_code == 302


def test_a_role_ends_on_the_page(desk: Client, chief: Officer, pc: Officer) -> None:
    said = {"verb": "end", "form": "end-1", "posting": held(pc).pk, "ends_on": day(0)}
    assert desk.post(of(pc), said).status_code == 403
    assert desk.post(of(pc), {**said, "otp": "000000"}).status_code == 403
    other = {**said, "posting": held(chief).pk, "otp": make.code(chief)}
    assert desk.post(of(pc), other).status_code == 404
    assert desk.post(of(pc), {**said, "otp": make.code(chief)}).status_code == 302
    assert "Roles held before" in desk.get(of(pc)).content.decode()


def test_a_clearance_is_set_on_the_page(desk: Client, chief: Officer, pc: Officer) -> None:
    said = {"verb": "clear", "form": "clear", "marking": "OFFICIAL"}
    assert desk.post(of(pc), said).status_code == 403
    assert desk.post(of(pc), {**said, "marking": "SECRET"}).status_code == 422
    assert desk.post(of(pc), {**said, "otp": make.code(chief)}).status_code == 302
    assert Clearance.objects.get().marking == "OFFICIAL"
    assert f"Set by {chief.display_name}" in desk.get(of(pc)).content.decode()


def test_administrators_find_no_forms_for_their_own_rights(desk: Client, chief: Officer) -> None:
    page = desk.get(of(chief)).content.decode()
    assert "These are your own rights" in page
    assert "otp" not in page
    for verb in ("clear", "admit", "end", "give"):
        group = found(chief, verb)
        said = {"verb": verb, "marking": "OFFICIAL", "group": group.pk, "posting": held(chief).pk}
        said |= {"ends_on": day(0), "starts_on": day(0), "unit": make.unit().pk, "role": "auditor"}
        said |= {"text": WHY, "otp": make.code(chief)}
        if verb in ("admit", "give"):
            del said["ends_on"]
        assert desk.post(of(chief), said).status_code == 403
    assert not Clearance.objects.exists()
    assert not Membership.objects.exists()
    assert not Proposal.objects.exists()


def test_officers_enter_and_leave_groups_on_either_page(
    desk: Client, chief: Officer, pc: Officer
) -> None:
    group = found(chief)
    theirs = f"{PEOPLE}groups/{group.pk}/"
    admit = {"verb": "admit", "form": "admit"}
    by_page = (
        (of(pc), {"group": group.pk}, {"group": group.pk}),
        (theirs, {"number": pc.collar_number}, {"officer": pc.pk}),
    )
    for at, inside, out in by_page:
        assert desk.post(at, {**admit, **inside}).status_code == 403
        assert desk.post(at, {**admit, **inside, "otp": make.code(chief)}).status_code == 302
        assert Membership.objects.on(day(0)).filter(officer=pc, group=group).exists()
        assert pc.display_name in desk.get(theirs).content.decode()
        twice = desk.post(at, {**admit, **inside, "otp": make.code(chief)})
        assert twice.status_code == 409
        gone = {"verb": "let-go", **out, "otp": make.code(chief)}
        assert desk.post(at, gone).status_code == 302
        assert not Membership.objects.on(day(0)).exists()


def test_a_guest_is_read_in_by_their_whole_number(desk: Client, chief: Officer) -> None:
    guest, group = sharing.theirs(), found(chief)
    said = {"verb": "admit", "number": guest.collar_number, "otp": make.code(chief)}
    at = f"{PEOPLE}groups/{group.pk}/"
    assert desk.post(at, said).status_code == 422
    assert desk.post(at, {**said, "number": guest.login}).status_code == 302


def test_a_group_is_made_renamed_and_retired(desk: Client, chief: Officer, pc: Officer) -> None:
    said = {"verb": "found", "code": "Source Unit", "name": "Sources", "otp": make.code(chief)}
    assert desk.post(f"{PEOPLE}groups/", said).status_code == 422
    said |= {"code": "source-unit", "otp": make.code(chief)}
    answer = desk.post(f"{PEOPLE}groups/", said)
    group = HandlingGroup.objects.get()
    at = f"{PEOPLE}groups/{group.pk}/"
    assert answer["Location"] == at
    assert desk.post(f"{PEOPLE}groups/", {**said, "otp": make.code(chief)}).status_code == 409
    named = {"verb": "rename", "name": "Source unit", "otp": make.code(chief)}
    assert desk.post(at, named).status_code == 302
    read_in(group, pc, chief)
    assert desk.post(at, {"verb": "retire"}).status_code == 403
    assert desk.post(at, {"verb": "retire", "otp": make.code(chief)}).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.retired_by) == ("Source unit", chief)
    assert Membership.objects.on(day(0)).filter(officer=pc).exists()
    for verb in ({"verb": "retire"}, {"verb": "admit", "number": chief.login}):
        assert desk.post(at, {**verb, "otp": make.code(chief)}).status_code in (403, 409)
    every = Event.objects.filter(subject="group:34:source-unit").order_by("id")
    did = every.exclude(details__did="step-up-used")
    assert [one.details["did"] for one in did] == ["found-group", "rename-group", "retire-group"]
    assert not did.filter(details__icontains="Source unit").exists()  # its name may itself tell


def test_the_switch_on_its_page(desk: Client, chief: Officer) -> None:
    at = f"{PEOPLE}force"
    assert "lets a handset in" in desk.get(at).content.decode()
    assert desk.post(at, {"verb": "two"}).status_code == 403
    assert desk.post(at, {"verb": "three", "otp": make.code(chief)}).status_code == 422
    assert desk.post(at, {"verb": "two", "otp": make.code(chief)}).status_code == 302
    assert Force.objects.get(code="34").second_person_enrols
    assert "a second person has confirmed it" in desk.get(at).content.decode()
