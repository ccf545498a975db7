"""Files of units and officers: tried, shown, and then that is done and nothing else, once."""

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from field_api.identity.models import Officer, Posting, Unit
from field_api.identity.rules import Role
from field_api.ledger.models import Event
from field_api.lib import clock
from field_api.policy.actions import (
    import_carrying,
    import_reading,
    importing,
    taking_away,
)
from field_api.policy.models import Import, Proposal
from field_api.policy.rules.sheets import What
from tests import make
from tests.policy import sharing
from tests.policy.duties import code, leave
from tests.policy.files import OFFICERS, UNITS, approve, bring, line, night, tried
from tests.policy.sharing import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


@pytest.fixture
def other(db: None) -> Officer:
    return sharing.ours(Role.FORCE_ADMIN)


def test_officers_without_roles_are_brought_in_by_one(chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    assert not Officer.objects.filter(login="34-2001").exists()
    assert bring(row, chief) is None
    made = Officer.objects.get(login="34-2001")
    assert (made.surname, made.has_usable_password(), made.authenticator) == ("New", False, None)
    assert Event.objects.get(subject=made.actor).details["did"] == "enrol-officer"
    row.refresh_from_db()
    assert row.text == "" and row.done_at is not None


def test_roles_take_a_second_and_then_all_of_it_is_done(chief: Officer, other: Officer) -> None:
    pc = make.officer()
    held = f"{pc.collar_number},PC,Alex,Other,,Response,officer,2020-01-01,{day(3)}"
    text = f"{OFFICERS}\n{line('2001', role=night('supervisor'))}\n{held}\n"
    row = tried(What.OFFICERS, text, chief)
    proposed = bring(row, chief, "propose")
    assert not Officer.objects.filter(login="34-2001").exists()
    assert code(approve, row=proposed, by=chief)
    approve(proposed, other)
    made = Officer.objects.get(login="34-2001")
    assert made.roles() == {Role.SUPERVISOR}
    given = Event.objects.get(subject=made.actor, details__did="post")
    assert (given.actor, given.details["second"]) == (chief.actor, other.actor)
    pc.refresh_from_db()
    assert pc.surname == "Other" and Posting.objects.get(officer=pc).ends_on == day(3)
    changed = Event.objects.get(subject=pc.actor, details__did="change-officer")
    assert changed.details["fields"] == ["surname"]
    assert Event.objects.filter(subject=pc.actor, details__did="end-posting").exists()


def test_roles_are_not_given_by_one(chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001', role=night())}\n", chief)
    assert code(bring, row=row, by=chief) == "step-up-needed"
    assert not Posting.objects.filter(unit__name="Night").exists()


def test_whoever_gets_a_role_is_not_the_second(chief: Officer, other: Officer) -> None:
    own = f"{other.collar_number},PS,Alex,Sample,,{night('auditor')}"
    row = tried(What.OFFICERS, f"{OFFICERS}\n{own}\n", chief)
    assert code(approve, row=bring(row, chief, "propose"), by=other) == "own-role"
    assert other.roles() == {Role.FORCE_ADMIN}
    approve(Proposal.objects.get(), sharing.ours(Role.FORCE_ADMIN))
    assert other.roles() == {Role.FORCE_ADMIN, Role.AUDITOR}


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR], ids=str)
def test_only_administrators_try_bring_and_take_away(chief: Officer, role: Role) -> None:
    by = sharing.ours(role)
    assert code(importing.try_file, what=What.OFFICERS, data=b"", by=by) == "not-allowed"
    assert code(taking_away.take_away, what=What.OFFICERS, by=by) == "not-allowed"
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    assert code(bring, row=row, by=by) == "not-allowed"
    assert code(bring, row=row, by=sharing.ours(Role.FORCE_ADMIN)) == "not-found"


def test_a_code_is_for_what_was_shown(chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    wrong = leave(chief, importing.BRING, importing.object_of(row), "0" * 64)
    for shown in (make.NO_LEAVE, wrong):
        assert code(bring, row=row, by=chief, leave=shown) in ("step-up-needed", "grant-stale")
    assert not Officer.objects.filter(login="34-2001").exists()


def test_another_file_than_was_shown_is_refused(chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    assert code(bring, row=row, by=chief, digest="0" * 64) == "overtaken"
    Import.objects.filter(pk=row.pk).update(text=f"{OFFICERS}\n{line('2001', 'Else')}\n")
    assert code(bring, row=row, by=chief) == "overtaken"


def test_what_changed_here_since_is_refused_also_after_a_proposal(
    chief: Officer, other: Officer
) -> None:
    pc = make.officer()
    text = f"{OFFICERS}\n{pc.collar_number},PC,Alex,Other,,,,,\n{line('2001', role=night())}\n"
    row = tried(What.OFFICERS, text, chief)
    proposed = bring(row, chief, "propose")
    Officer.objects.filter(pk=pc.pk).update(surname="Meanwhile")
    assert code(approve, row=proposed, by=other) == "overtaken"
    assert code(bring, row=row, by=chief, action="propose") == "overtaken"
    assert not Officer.objects.filter(login="34-2001").exists()


def test_a_file_is_brought_in_once_and_again_it_changes_nothing(chief: Officer) -> None:
    text = f"{OFFICERS}\n{line('2001')}\n"
    row = tried(What.OFFICERS, text, chief)
    bring(row, chief)
    assert code(bring, row=row, by=chief) == "not-found"
    again = tried(What.OFFICERS, text, chief)
    assert importing.counted(importing.plan_of(again)) == {
        "officers_new": 0,
        "officers_changed": 0,
        "roles_given": 0,
        "roles_ended": 0,
        "unchanged": 1,
    }
    assert code(bring, row=again, by=chief) == "nothing-changes"


def test_what_the_database_refuses_leaves_nothing_behind(
    chief: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where somebody is enrolled under that number at the very moment."""
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    carried = import_carrying.officers

    def twice(*args: Any) -> None:
        carried(*args)
        carried(*args)

    monkeypatch.setattr(import_carrying, "officers", twice)
    assert code(bring, row=row, by=chief) == "overtaken"
    assert not Officer.objects.filter(login="34-2001").exists()


def test_units_are_made_by_one_and_moved_by_two(chief: Officer, other: Officer) -> None:
    low = make.unit("Low")
    made = tried(What.UNITS, f"{UNITS}\nnew-1,High,,\nnew-2,Mid,new-1,\n", chief)
    bring(made, chief)
    assert Unit.objects.get(name="Mid").parent == Unit.objects.get(name="High")
    row = tried(What.UNITS, f"{UNITS}\n{low.pk},Low,new-1,\nnew-1,High,,\n", chief)
    approve(bring(row, chief, "propose"), other)
    assert Unit.objects.get(pk=low.pk).parent == Unit.objects.get(name="High")


def test_another_forces_units_and_officers_are_out_of_reach(chief: Officer) -> None:
    far = sharing.theirs()
    text = f"{UNITS}\n{far.home_unit().pk},Ours,,\n"
    _, _, wrong = importing.try_file(what=What.UNITS, data=text.encode(), by=chief)
    assert [(one.line, one.column) for one in wrong] == [(2, "unit")]
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line(far.collar_number)}\n", chief)
    bring(row, chief)
    far.refresh_from_db()
    assert far.surname == "Sample"
    assert far.login not in taking_away.take_away(what=What.OFFICERS, by=chief)


def test_a_file_that_is_wrong_is_not_kept(chief: Officer) -> None:
    text = f"{OFFICERS}\n{line('2001')}\n?,,,,,,,,\n"
    row, plan, wrong = importing.try_file(what=What.OFFICERS, data=text.encode(), by=chief)
    assert (row, plan, Import.objects.count()) == (None, None, 0)
    assert {one.line for one in wrong} == {3}


def test_lines_that_cannot_be_read_hide_no_others(chief: Officer) -> None:
    text = f"{OFFICERS}\n?,,,,,,,,\n2001,PC\n{line('2002', role=night('chief'))}\n"
    _, _, wrong = importing.try_file(what=What.OFFICERS, data=text.encode(), by=chief)
    assert {(one.line, one.column) for one in wrong} >= {(2, "number"), (3, ""), (4, "role")}
    text = f"{UNITS}\nnew-1,High\nnew-2,Low,new-1,\nnew-3,,,\n"
    _, _, wrong = importing.try_file(what=What.UNITS, data=text.encode(), by=chief)
    assert [(one.line, one.column) for one in wrong] == [(2, ""), (4, "name")]


def test_what_is_never_brought_in_is_forgotten(chief: Officer) -> None:
    row = tried(What.OFFICERS, f"{OFFICERS}\n{line('2001')}\n", chief)
    assert importing.forget() == 0
    Import.objects.filter(pk=row.pk).update(tried_at=clock.now() - timedelta(days=16))
    assert importing.forget() == 1


NAME = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(st.lists(st.tuples(NAME, NAME, NAME), min_size=1, max_size=4, unique_by=lambda one: one[2]))
def test_what_is_taken_away_and_brought_in_again_changes_nothing(
    chief: Officer, names: list[tuple[str, str, str]]
) -> None:
    """Whatever officers and units are called; `-` and `=` above all."""
    for given_name, surname, unit in names:
        pc = make.officer(posted=make.unit(unit, parent=make.unit()))
        Officer.objects.filter(pk=pc.pk).update(given_name=given_name, surname=surname)
    for what in What:
        text = taking_away.take_away(what=what, by=chief)
        assert not re.search(r'(^|,)"\s*[=+@-]', text, re.M)
        row = tried(what, f"\ufeff{text}", chief)
        counts = dict(importing.counted(importing.plan_of(row)))
        assert counts.pop("unchanged") > 0
        assert not any(counts.values())


@pytest.mark.slow
def test_five_thousand_officers_are_brought_in(
    chief: Officer, other: Officer, record_property: Any
) -> None:
    role = night()
    lines = [line(f"N{number}", role=role) for number in range(5000)]
    began = time.perf_counter()
    row = tried(What.OFFICERS, "\n".join([OFFICERS, *lines]), chief)
    proposed = bring(row, chief, "propose")
    approve(proposed, other)
    record_property("seconds", time.perf_counter() - began)
    assert Posting.objects.filter(unit__name="Night").count() == 5000
    assert Event.objects.filter(details__did="post").count() >= 5000


def test_a_reading_does_not_grow_with_the_force(
    chief: Officer, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        make.officer()
    with django_assert_max_num_queries(6):
        import_reading.taken_away(What.OFFICERS, chief.force)
