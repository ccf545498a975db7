"""What the systems know, how they are asked, and that they overlap as the demonstration needs."""

import re
from typing import Any

import pytest

from field_api.connectors.sandbox import search
from field_api.connectors.sandbox.people import REGISTERS
from field_api.connectors.sandbox.systems import PARTS


def ask(part: str, kind: str, **criteria: str) -> list[dict[str, Any]]:
    question = {"kind": kind, "criteria": criteria, "purpose": "check", "reason_code": "1"}
    assert search.faults(PARTS[part], question) == []
    return search.results(REGISTERS[part], question)


def names(part: str, **criteria: str) -> list[str]:
    return [result["values"]["name"] for result in ask(part, "person", **criteria)]


@pytest.mark.parametrize("vrm", ["FB26 DEM", "fb26dem", " FB-26-DEM "])
def test_the_car_of_the_demonstration_is_known_with_warnings_in_two(vrm: str) -> None:
    found = {part: ask(part, "vehicle", vrm=vrm) for part in ("records", "intelligence")}
    for part in found:
        (car,) = found[part]
        assert car["values"]["keeper"] == "Jordan Sampleton"
        assert car["warnings"]
    assert found["intelligence"][0]["handling"] == "C"


def test_its_keeper_is_one_person_in_two_systems_under_two_spellings() -> None:
    (ours,) = ask("records", "person", surname="SAMPLETON", given_names="jordan")
    (theirs,) = ask("intelligence", "person", surname="sampleton", given_names="Jordan")
    assert ours["values"]["pnc_id"] == theirs["values"]["pnc_id"]
    assert ours["values"]["name"] != theirs["values"]["name"]
    codes = [{warning["code"] for warning in one["warnings"]} for one in (ours, theirs)]
    assert codes[0].isdisjoint(codes[1])


def test_a_date_of_birth_differs_between_systems_and_both_are_found() -> None:
    dates = {
        part: ask(part, "person", surname="Testwood", given_names="Robin", dob="1988-03-05")[0][
            "values"
        ]["dob"]
        for part in ("records", "intelligence")
    }
    assert dates == {"records": "1988-03-05", "intelligence": "1988-05-03"}


def test_twins_are_two() -> None:
    twins = [one["values"] for one in ask("records", "person", surname="Mockridge", dob="2001")]
    assert {twin["forenames"] for twin in twins} == {"Sam", "Pat"}
    assert len({twin["dob"] for twin in twins}) == 1
    assert len({twin["pnc_id"] for twin in twins}) == 2


def test_one_system_alone_knows_to_beware() -> None:
    parts = ("records", "intelligence", "stop-search")
    found = [ask(part, "person", surname="Exampleby", given_names="Casey")[0] for part in parts]
    assert [[warning["code"] for warning in one["warnings"]] for one in found] == [[], ["FI"], []]


def test_nobody_of_that_name_is_no_match() -> None:
    assert names("records", surname="Sample") == []
    assert names("records", surname="Sampleton", given_names="Zeb") == []
    assert names("records", surname="Sampleton", dob="1899-01-01") == []
    assert ask("records", "vehicle", vrm="FB26 DEN") == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": "horse"}, "/kind"),
        ({"kind": "vehicle"}, "/kind"),
        ({"purpose": ""}, "/purpose"),
        ({"purpose": "x" * 251}, "/purpose"),
        ({"reason_code": "10"}, "/reason_code"),
        ({"reason_code": None}, "/reason_code"),
        ({"criteria": {}}, "/criteria/surname"),
        ({"criteria": {"surname": " - "}}, "/criteria/surname"),
        ({"criteria": "Sampleton"}, "/criteria/surname"),
    ],
)
def test_a_question_must_say_who_why_and_under_which_reason(
    change: dict[str, Any], pointer: str
) -> None:
    question = {
        "kind": "person",
        "criteria": {"surname": "Sampleton"},
        "purpose": "Stopped in Mock Street",
        "reason_code": "1",
    }
    assert search.faults(PARTS["stop-search"], question) == []
    assert pointer in [found for found, _ in search.faults(PARTS["stop-search"], question | change)]


def test_the_systems_know_about_forty_each_and_share_most() -> None:
    for register in REGISTERS.values():
        assert 35 <= len(register.people) + len(register.vehicles) <= 45
        for found in (register.people, register.vehicles):
            assert len({one.ref for one in found}) == len(found)
        assert len({car.vrm for car in register.vehicles}) == len(register.vehicles)
    known = [{person.pnc_id for person in register.people} for register in REGISTERS.values()]
    assert len(known[0] & known[1] - {""}) > 10


def test_nobody_here_can_be_anybody() -> None:
    for register in REGISTERS.values():
        for person in register.people:
            assert re.fullmatch(r"(2099/\d{7}[A-Z])?", person.pnc_id)
            assert re.fullmatch(r"(07700 900\d{3})?", person.phone)
            assert not person.address or ", Sampleford, ZZ99 " in person.address
        for car in register.vehicles:
            assert car.vrm == "FB26 DEM" or re.fullmatch(r"[A-K][BC]9\d (SMP|TST)", car.vrm)


@pytest.mark.parametrize("spelling", ["{}", "+44 {}", "0044{}"], ids=["here", "abroad", "dialled"])
def test_a_number_is_known_in_any_spelling(spelling: str) -> None:
    known = next(one for one in REGISTERS["records"].people if one.phone)
    number = known.phone if spelling == "{}" else spelling.format(known.phone.removeprefix("0"))
    assert known.ref in [one["ref"] for one in ask("records", "phone", number=number)]


def test_an_address_is_known_by_a_part_of_it() -> None:
    known = next(one for one in REGISTERS["records"].people if one.address)
    said = known.address.split(",")[0].upper()
    assert known.ref in [one["ref"] for one in ask("records", "place", address=said)]
    assert ask("records", "place", address="99 Nowhere Lane") == []
