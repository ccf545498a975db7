"""What a file would change, decided without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from field_api.identity.rules import Role
from field_api.identity.rules.units import Did
from field_api.policy.rules import officer_sheets, unit_sheets
from field_api.policy.rules.officer_sheets import Held, Known, OfficerPlan, Person
from field_api.policy.rules.sheets import COLUMNS, Row, What, read, written
from field_api.policy.rules.unit_sheets import UnitPlan, UnitStands

TODAY = date(2026, 11, 23)
BEGAN = date(2020, 1, 1)
THERE = {
    "1": UnitStands("1", "Response"),
    "2": UnitStands("2", "Night", under="1", held=True),
    "3": UnitStands("3", "Old", closed=True),
}


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


def rows(what: What, *lines: str) -> list[Row]:
    sheet = read("\n".join([",".join(COLUMNS[what]), *lines]), COLUMNS[what])
    assert sheet.wrong == []
    return list(sheet.rows)


def units(*lines: str) -> UnitPlan:
    return unit_sheets.plan(rows(What.UNITS, *lines), THERE)


def did(plan: UnitPlan) -> list[tuple[Did, str]]:
    assert plan.wrong == []
    return [(step.did, step.unit.name) for step in plan.steps]


def wrong(plan: UnitPlan | OfficerPlan) -> list[tuple[int, str]]:
    assert plan.wrong
    return [(one.line, one.column) for one in plan.wrong]


# Units


def test_what_stands_changes_nothing() -> None:
    plan = units("1,Response,,", "2,Night,1,no", "3,Old,,yes")
    assert (did(plan), plan.unchanged, plan.takes_two) == ([], 3, False)


def test_new_units_may_stand_under_new_ones_in_any_order() -> None:
    plan = units("new-2,Low,new-1,", "new-1,High,1,", ",Alone,,")
    made = [(step.unit.name, step.unit.under) for step in plan.steps]
    assert made == [("High", "1"), ("Low", "new-1"), ("Alone", "")]
    assert not plan.takes_two


def test_new_units_that_are_there_already_are_those() -> None:
    plan = units("new-1,Response,,", "new-2,Night,new-1,", "new-3,Day,new-2,")
    assert did(plan) == [(Did.MADE, "Day")]
    assert (plan.steps[0].unit.under, plan.unchanged) == ("2", 2)


def test_a_move_takes_two_and_what_opens_does_so_before_it_takes_units() -> None:
    plan = units("2,Late,3,", "3,Old,,")
    assert did(plan) == [(Did.OPENED, "Old"), (Did.MOVED, "Late"), (Did.RENAMED, "Late")]
    assert plan.takes_two


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["9,X,,"], [(2, "unit")]),
        (["?,X,,"], [(2, "unit")]),
        (["1,,,maybe"], [(2, "closed"), (2, "name")]),
        (["1,Response,new-1,"], [(2, "under")]),
        (["1,Response,2,"], [(2, "under")]),
        (["1,Response,1,"], [(2, "under")]),
        (["1,Response,,", "1,Other,,"], [(3, "unit")]),
        (["new-1,Response,,", "1,Response,,"], [(3, "unit")]),
        ([",Old,,", "3,Older,,yes"], [(3, "unit")]),
        (["1,Old,,"], [(2, "name")]),
        (["2,Night,1,yes"], [(2, "closed")]),
        (["1,Response,,yes"], [(2, "closed")]),
        (["new-1,X,,yes"], [(2, "closed")]),
        (["2,Night,3,"], [(2, "closed")]),
    ],
    ids=[
        "unknown",
        "no-word",
        "no-name",
        "nowhere",
        "ring",
        "itself",
        "twice",
        "twice-by-name",
        "known-by-name",
        "name-taken",
        "held",
        "open-below",
        "new-and-closed",
        "under-closed",
    ],
)
def test_units_that_cannot_be_so_are_said_by_line_and_column(
    lines: list[str], expected: list[tuple[int, str]]
) -> None:
    assert wrong(units(*lines)) == expected


def test_a_faulty_line_makes_none_faulty_that_names_it() -> None:
    assert wrong(units("new-1,,,", "new-2,Low,new-1,")) == [(2, "name")]


def test_names_are_not_swapped_in_one_file() -> None:
    """Done one by one, the first would meet the second."""
    there = {"1": UnitStands("1", "A"), "2": UnitStands("2", "B")}
    plan = unit_sheets.plan(rows(What.UNITS, "1,B,,", "2,A,,"), there)
    assert wrong(plan) == [(2, "name"), (3, "name")]


# Officers

PC = Person("1001", "PC", "Alex", "Sample", "a@force.example", key=7)
GONE = Person("1009", "PC", "Gone", "Sample", key=9, serves=False)
CHIEF = Person("1", "CI", "Chief", "Sample", key=1)
OPEN = Held("1001", 1, Role.OFFICER, BEGAN, key=70)
OVER = Held("1001", 2, Role.OFFICER, BEGAN, date(2021, 1, 1), key=71)


KNOWN = Known(
    people={one.number: one for one in (PC, GONE, CHIEF)},
    held=[OPEN, OVER],
    units={1: "Response", 2: "Night"},
    named={"response": 1, "night": 2},
    by="1",
)


def officers(*lines: str, since: date = TODAY) -> OfficerPlan:
    return officer_sheets.plan(rows(What.OFFICERS, *lines), KNOWN, since=since, today=TODAY)


SAME = "1001,PC,Alex,Sample,a@force.example"
NEW = "2001,PC,Sam,New,"


def test_who_stands_changes_nothing_and_who_is_not_in_the_file_stays() -> None:
    plan = officers(f"{SAME},Response,officer,2020-01-01,", "1001,PC,Alex,Sample,,,,,")
    assert (plan.unchanged, plan.new, plan.given, plan.ended) == (2, [], [], [])
    assert not plan.takes_two


def test_who_is_new_is_enrolled_alone_and_given_roles_by_two() -> None:
    alone = officers(f"{NEW},,,,")
    assert [one.number for one in alone.new] == ["2001"] and not alone.takes_two
    plan = officers(f"{NEW},night,Supervisor,{day(0)},", f"{NEW},2,officer,{day(1)},{day(9)}")
    assert [(one.unit, one.role) for one in plan.given] == [
        (2, Role.SUPERVISOR),
        (2, Role.OFFICER),
    ]
    assert len(plan.new) == 1 and plan.takes_two


def test_a_changed_name_and_a_role_that_ends_are_seen() -> None:
    plan = officers(f"1001,PS,Alex,Other,,Response,officer,1/1/2020,{day(7)}")
    assert [(was.surname, now.surname, now.email) for was, now in plan.changed] == [
        ("Sample", "Other", PC.email)
    ]
    assert [(was.key, now.ends_on) for was, now in plan.ended] == [(70, TODAY + timedelta(days=7))]
    assert not plan.takes_two


def test_a_second_person_may_take_some_days() -> None:
    line = f"{NEW},Night,officer,{day(-5)},"
    assert officers(line, since=TODAY - timedelta(days=5)).given
    assert wrong(officers(line)) == [(2, "starts_on")]


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("34-1,,,,a@b,,,,", ["number"]),
        ("2001,,x,x,nobody,,,,", ["email", "rank"]),
        (f"2001,PC,x,x,a@{'b' * 150}.{'c' * 150},,,,", ["email"]),
        (f"{NEW},Elsewhere,chief,,", ["role", "starts_on", "unit"]),
        (f"{NEW},3,officer,{day(0)},", ["unit"]),
        (f"{NEW},Night,officer,31/2/2026,", ["starts_on"]),
        (f"{NEW},Night,officer,1/12/26,", ["starts_on"]),
        (f"{NEW},Night,officer,{day(3)},{day(2)}", ["ends_on"]),
        (f"{NEW},Night,officer,{day(3)},{day(3)}", ["ends_on"]),
        ("1001,PC,Alex,Sample,new@force.example,,,,", ["email"]),
        ("1,PC,Chief,Sample,,,,,", ["number"]),
        (f"1,CI,Chief,Sample,,Night,auditor,{day(0)},", ["role"]),
        (f"1009,PC,Gone,Sample,,Night,officer,{day(0)},", ["number"]),
        (f"{SAME},Response,officer,{day(0)},", ["role"]),
        (f"{SAME},Response,officer,2020-01-01,{day(-1)}", ["ends_on"]),
        (f"{SAME},Night,officer,2020-01-01,{day(5)}", ["ends_on"]),
        (f"{SAME},Night,officer,2020-01-01,", ["ends_on"]),
    ],
    ids=[
        "number",
        "new-and-thin",
        "long-address",
        "nothing-known",
        "no-unit",
        "no-day",
        "short-year",
        "backwards",
        "no-time",
        "address",
        "own-name",
        "own-role",
        "stood-down",
        "held-already",
        "ended-before-today",
        "over",
        "longer",
    ],
)
def test_what_cannot_be_is_said_by_column(line: str, columns: list[str]) -> None:
    assert sorted(column for _, column in wrong(officers(line))) == columns


CELLS = st.sampled_from(
    [
        *(
            "",
            "1",
            "2",
            "1001",
            "2001",
            "Response",
            "Night",
            "officer",
            "PC",
            "yes",
            "new-1",
            "1/1",
        ),
        *("2020-01-01", "1/12/2026", f"1/1/{10**30}", "2026-W01-1", "²", "１", "a@b.cd", "0" * 400),
    ]
)


@given(
    st.sampled_from(What), st.lists(st.lists(CELLS | st.text(max_size=5), min_size=1), max_size=5)
)
@example(What.OFFICERS, [["2001", "PC", "a", "b", "", "Night", "officer", f"1/1/{10**30}", ""]])
def test_nothing_that_can_be_typed_ends_in_an_error(what: What, lines: list[list[str]]) -> None:
    columns = COLUMNS[what]
    whole = [dict(zip(columns, [*cells, *columns], strict=False)) for cells in lines]
    sheet = read(written(columns, whole), columns)
    if what is What.UNITS:
        unit_sheets.plan(sheet.rows, THERE)
    else:
        officer_sheets.plan(sheet.rows, KNOWN, since=TODAY, today=TODAY)


def test_lines_that_contradict_each_other_are_said() -> None:
    plan = officers(f"{NEW},,,,", "2001,PC,Sam,Other,,,,,")
    assert wrong(plan) == [(3, "number")]
    twice = f"{NEW},Night,officer,{day(1)},"
    assert (3, "role") in wrong(officers(twice, twice))
    overlapping = f"{NEW},Night,officer,{day(2)},{day(9)}"
    assert (3, "role") in wrong(officers(twice, overlapping))


def test_a_role_may_be_given_anew_from_the_day_it_ends() -> None:
    plan = officers(
        f"{SAME},Response,officer,2020-01-01,{day(3)}", f"{SAME},Response,officer,{day(3)},"
    )
    assert (len(plan.ended), len(plan.given)) == (1, 1)
