"""The table of rights, row by row: deny by default, each refusal with its word."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from field_api.identity.rules import Role
from field_api.policy.rules import (
    ASKED,
    PURPOSES,
    Action,
    Actor,
    Held,
    Need,
    Purpose,
    Shared,
    Thing,
    allowed,
    can,
    higher,
)

HOME, NEIGHBOUR = 34, 32
RESPONSE, CID, THEIRS = 1, 2, 9
LOW, HIGH = "OFFICIAL", "OFFICIAL-SENSITIVE"


def held(role: Role, *units: int, force: int = HOME) -> Held:
    return Held(role, force, frozenset(units or (RESPONSE,)))


def actor(*postings: Held, **other: Any) -> Actor:
    stated: dict[str, Any] = {
        "id": 7,
        "force": HOME,
        "active": True,
        "postings": postings,
        "clearance": HIGH,
        "groups": frozenset(),
    }
    return Actor(**stated | other)


def thing(**other: Any) -> Thing:
    stated: dict[str, Any] = {
        "id": uuid4(),
        "force": HOME,
        "unit": RESPONSE,
        "author": 1,
        "marking": LOW,
        "state": "released",
        "kind": "note",
    }
    return Thing(**stated | other)


def shared(**other: Any) -> Shared:
    stated: dict[str, Any] = {
        "agreement": "a",
        "giver": NEIGHBOUR,
        "kinds": frozenset({"note"}),
        "marking": HIGH,
        "purpose": Purpose.INVESTIGATION,
    }
    return Shared(**stated | other)


def said(who: Actor, action: Action, what: Thing) -> str:
    decision = can(who, action, what)
    return f"yes: {decision.reason}" if decision.allow else decision.reason


MAY: dict[Action, set[Role]] = {
    Action.READ: {Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL},
    Action.RECOGNISE: {Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL},
    Action.DECIDE: {Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL},
    Action.ERASE: {Role.INSPECTOR, Role.FORCE_ADMIN},
    Action.DISCLOSE: {Role.INSPECTOR, Role.INTEL},
    Action.EXPORT: {Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL},
    Action.SEE_SOURCE: {Role.INTEL},
    Action.TRACE: {Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL},
}


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("action", list(Action), ids=str)
def test_a_role_acts_in_the_units_it_covers_and_nowhere_else(action: Action, role: Role) -> None:
    expected = "yes: covers" if role in MAY[action] else "not-theirs"
    assert said(actor(held(role)), action, thing()) == expected
    assert said(actor(held(role)), action, thing(unit=CID)) == "not-theirs"


def test_every_action_has_a_rule() -> None:
    assert set(ASKED) == set(Action)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.READ, "yes: own"),
        (Action.RECOGNISE, "yes: own"),
        (Action.SEE_SOURCE, "yes: own"),
        (Action.TRACE, "yes: own"),
        (Action.DECIDE, "own-work"),
        (Action.ERASE, "own-work"),
        (Action.DISCLOSE, "own-work"),
        (Action.EXPORT, "own-work"),
    ],
    ids=str,
)
def test_authors_read_what_they_wrote_and_decide_nothing_about_it(
    action: Action, expected: str
) -> None:
    mine = thing(author=7, marking=HIGH, groups=frozenset({"34:x"}))
    assert said(actor(held(Role.INSPECTOR), clearance=LOW), action, mine) == expected


@pytest.mark.parametrize("marking", ["SECRET", "TOP SECRET", "", "official"])
def test_a_marking_we_do_not_know_is_read_by_nobody_its_author_included(marking: str) -> None:
    for author in (7, 1):
        what = thing(author=author, marking=marking)
        assert said(actor(held(Role.INTEL)), Action.READ, what) == "unknown-marking"
    assert allowed(marking) == ()
    assert higher(marking, HIGH) == marking


def test_a_clearance_bounds_what_others_wrote() -> None:
    who = actor(held(Role.SUPERVISOR), clearance=LOW)
    assert said(who, Action.READ, thing(marking=HIGH)) == "marking"
    assert said(who, Action.READ, thing(marking=LOW)) == "yes: covers"
    assert said(replace(who, clearance="DV"), Action.READ, thing(marking=LOW)) == "marking"


def test_who_reads_what_is_for_groups_is_in_each_of_them() -> None:
    both = thing(groups=frozenset({"34:a", "34:b"}))
    who = actor(held(Role.INTEL), groups=frozenset({"34:a"}))
    assert said(who, Action.READ, both) == "group"
    assert said(replace(who, groups=frozenset({"34:a", "32:b"})), Action.READ, both) == "group"
    whole = replace(who, groups=frozenset({"34:a", "34:b"}))
    assert said(whole, Action.READ, both) == "yes: covers"


def test_who_was_stood_down_reads_nothing_their_own_included() -> None:
    who = actor(held(Role.INSPECTOR), active=False)
    assert said(who, Action.READ, thing(author=7)) == "inactive"


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("purpose", list(Purpose), ids=str)
def test_an_agreement_is_read_under_by_the_roles_its_purpose_names(
    purpose: Purpose, role: Role
) -> None:
    who = actor(held(role), shared=(shared(purpose=purpose),))
    decision = can(who, Action.READ, thing(force=NEIGHBOUR, unit=THEIRS))
    assert decision.allow == (role in PURPOSES[purpose])
    assert decision.reason == ("agreement" if decision.allow else "not-theirs")
    assert (decision.under is not None) == decision.allow


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "stop-search"},
        {"state": "needs_review"},
        {"state": "quarantine"},
        {"state": "disposed"},
        {"force": 99},
        {"marking": HIGH},
        {"groups": frozenset({"32:x"})},
    ],
    ids=str,
)
def test_an_agreement_reaches_its_terms_and_no_further(other: dict[str, Any]) -> None:
    who = actor(held(Role.INSPECTOR), shared=(shared(marking=LOW),))
    assert can(who, Action.READ, thing(force=NEIGHBOUR, unit=THEIRS)).allow
    assert not can(who, Action.READ, thing(**{"force": NEIGHBOUR, "unit": THEIRS, **other})).allow


def test_a_role_held_in_the_other_force_serves_no_purpose_of_ours() -> None:
    abroad = held(Role.INSPECTOR, 8, force=NEIGHBOUR)
    who = actor(abroad, shared=(shared(),))
    assert said(who, Action.READ, thing(force=NEIGHBOUR, unit=THEIRS)) == "not-theirs"


_SHARED = {Action.READ, Action.RECOGNISE}


@pytest.mark.parametrize("action", [one for one in Action if one not in _SHARED], ids=str)
def test_an_agreement_lets_read_and_nothing_else(action: Action) -> None:
    who = actor(*(held(role) for role in Role), shared=(shared(),))
    assert said(who, action, thing(force=NEIGHBOUR, unit=THEIRS)) == "not-theirs"


def test_broken_glass_opens_one_record_of_ones_own_force_to_be_read() -> None:
    one = thing(unit=CID, groups=frozenset({"34:x"}))
    who = actor(held(Role.OFFICER), opened=frozenset({one.id}))
    assert said(who, Action.READ, one) == "yes: opened"
    assert said(who, Action.READ, thing(unit=CID)) == "not-theirs"
    assert said(who, Action.DECIDE, one) == "group"
    assert said(who, Action.READ, replace(one, force=NEIGHBOUR)) == "group"
    assert said(replace(who, clearance=LOW), Action.READ, replace(one, marking=HIGH)) == "marking"


def test_a_right_says_what_must_come_besides() -> None:
    who = actor(held(Role.INSPECTOR))
    assert can(who, Action.ERASE, thing()).needs == (Need.STEP_UP, Need.SECOND_PERSON)
    assert can(who, Action.READ, thing()).needs == ()
    assert can(who, Action.ERASE, thing(unit=CID)).needs == ()


def test_the_higher_of_two_markings() -> None:
    assert higher(LOW, HIGH) == higher(HIGH, LOW) == HIGH
    assert allowed(HIGH) == (LOW, HIGH)
