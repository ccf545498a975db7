from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from field_api.queries.rules import asking
from field_api.queries.rules.asking import Kind, Refused

TODAY = date(2026, 11, 22)


def body(**changes: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "kind": "person",
        "criteria": {"surname": "Okafor"},
        "purpose": "Stopped on Abington Street",
        "reason_code": "1",
    }
    return {name: value for name, value in (said | changes).items() if value is not ...}


def faults(**changes: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        asking.read(body(**changes), today=TODAY)
    return {(fault.pointer, fault.code) for fault in refused.value.faults}


def test_a_question_is_read_with_its_defaults() -> None:
    said = body()
    question = asking.read(said, today=TODAY)
    assert question.id == UUID(said["id"])
    assert question.kind is Kind.PERSON
    assert question.criteria == {"surname": "Okafor"}
    assert (question.place, question.linked, question.deadline_ms) == ("", None, 4_000)


def test_spaces_are_tidied_and_names_kept_as_typed() -> None:
    criteria = {"surname": "  O'Brien-\tSmith ", "given_names": "", "dob": None}
    question = asking.read(body(criteria=criteria), today=TODAY)
    assert question.criteria == {"surname": "O'Brien- Smith"}


def test_a_registration_is_normalised_and_a_foreign_one_taken() -> None:
    for seen, mark in (("ab12 cde", "AB12CDE"), ("Q-1 abc", "Q1ABC"), ("mü-xy 99", "MÜXY99")):
        question = asking.read(body(kind="vehicle", criteria={"vrm": seen}), today=TODAY)
        assert question.criteria == {"vrm": mark}


def test_every_fault_is_named_at_its_place() -> None:
    found = faults(id="x", purpose="no", reason_code=1, deadline_ms=True, criteria={"dob": "2030"})
    assert found == {
        ("/id", "not-a-uuid"),
        ("/purpose", "length"),
        ("/reason_code", "unknown"),
        ("/deadline_ms", "range"),
        ("/criteria/surname", "required"),
        ("/criteria/dob", "not-a-date"),
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "boat"}, ("/kind", "unknown")),
        ({"kind": ["person"]}, ("/kind", "unknown")),
        ({"criteria": "Okafor"}, ("/criteria", "not-an-object")),
        ({"criteria": {"surname": "x" * 55}}, ("/criteria/surname", "length")),
        ({"criteria": {"surname": "O\0K"}}, ("/criteria/surname", "not-text")),
        ({"criteria": {"surname": "O\ud800"}}, ("/criteria/surname", "not-text")),
        ({"criteria": {"surname": "A", "dob": "2031-01-01"}}, ("/criteria/dob", "range")),
        ({"criteria": {"surname": "A", "n/t~": 1}}, ("/criteria/n~1t~0", "not-known")),
        ({"kind": "vehicle", "criteria": {"vrm": "--"}}, ("/criteria/vrm", "length")),
        ({"kind": "vehicle", "criteria": {}}, ("/criteria/vrm", "required")),
        ({"purpose": ...}, ("/purpose", "required")),
        ({"linked": "7"}, ("/linked", "not-a-uuid")),
        ({"deadline_ms": 60_000}, ("/deadline_ms", "range")),
        ({"asked_by": "me"}, ("/asked_by", "not-known")),
    ],
)
def test_what_cannot_be_asked_is_refused(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults(**changes)


def test_what_is_no_object_is_refused() -> None:
    for said in (None, [], "person", 3):
        with pytest.raises(Refused):
            asking.read(said, today=TODAY)


def test_the_same_question_sent_again_has_the_same_hash() -> None:
    said = body(criteria={"given_names": "Ada", "surname": "Okafor"})
    first = asking.read(said, today=TODAY)
    turned = {**said, "criteria": {"surname": " Okafor", "given_names": "Ada"}, "place": None}
    again = asking.read(turned, today=TODAY)
    assert asking.content_hash(first, asked_by="a") == asking.content_hash(again, asked_by="a")
    assert asking.content_hash(first, asked_by="a") != asking.content_hash(first, asked_by="b")


def test_any_other_content_has_another_hash() -> None:
    said = body()
    changes: list[dict[str, Any]] = [
        {},
        {"kind": "vehicle", "criteria": {"vrm": "AB12CDE"}},
        {"criteria": {"surname": "Okafo"}},
        {"purpose": "Other"},
        {"reason_code": "2"},
        {"place": "Here"},
        {"linked": str(uuid4())},
        {"deadline_ms": 5_000},
    ]
    hashes = {
        asking.content_hash(asking.read(said | change, today=TODAY), asked_by="a")
        for change in changes
    }
    assert len(hashes) == len(changes)


@pytest.mark.parametrize(
    ("kind", "criteria"),
    [
        ("place", {"address": "1 Example Road", "postcode": "NN1 1AA"}),
        ("place", {"postcode": "NN1 1AA"}),
        ("phone", {"number": "+44 (0)7700 900123"}),
        ("online", {"handle": "@jsample", "platform": "Example"}),
        ("online", {"email": "sam@example.org"}),
        ("online", {"url": "hxxps://example[.]org"}),
    ],
    ids=["place", "postcode", "phone", "handle", "email", "url"],
)
def test_places_numbers_and_names_online_are_asked_as_typed(
    kind: str, criteria: dict[str, str]
) -> None:
    assert asking.read(body(kind=kind, criteria=criteria), today=TODAY).criteria == criteria


@pytest.mark.parametrize(
    ("kind", "criteria", "fault"),
    [
        ("place", {}, ("/criteria/address", "required")),
        ("place", {"vrm": "AB12CDE", "postcode": "NN1 1AA"}, ("/criteria/vrm", "not-known")),
        ("phone", {"number": "ring me"}, ("/criteria/number", "length")),
        ("phone", {"number": "1" * 21}, ("/criteria/number", "length")),
        ("online", {"platform": "Example"}, ("/criteria/email", "required")),
        ("online", {"handle": "x" * 201}, ("/criteria/handle", "length")),
    ],
    ids=["nowhere", "a-vehicle", "no-number", "too-long", "nobody", "endless"],
)
def test_what_asks_about_nothing_is_refused(
    kind: str, criteria: dict[str, str], fault: tuple[str, str]
) -> None:
    assert faults(kind=kind, criteria=criteria) == {fault}


@pytest.mark.parametrize(
    ("kind", "criteria", "read"),
    [
        ("driver", {"number": "sampl 904171 j99ab"}, {"number": "SAMPL904171J99AB"}),
        (
            "driver",
            {"surname": "Sample", "given_names": "Jo", "dob": "1991-04-17", "postcode": "ZZ99 1AA"},
            {"surname": "Sample", "given_names": "Jo", "dob": "1991-04-17", "postcode": "ZZ99 1AA"},
        ),
        ("property", {"imei": "490154203237518"}, {"imei": "490154203237518"}),
        (
            "property",
            {"serial": " AB-12 ", "description": "Red bicycle"},
            {"serial": "AB-12", "description": "Red bicycle"},
        ),
    ],
    ids=["driver-number", "driver-name", "imei", "serial"],
)
def test_drivers_and_property_are_asked_about(
    kind: str, criteria: dict[str, str], read: dict[str, str]
) -> None:
    assert asking.read(body(kind=kind, criteria=criteria), today=TODAY).criteria == read


@pytest.mark.parametrize(
    ("kind", "criteria", "fault"),
    [
        ("driver", {"number": "AB1"}, ("/criteria/number", "length")),
        ("driver", {"surname": "Sample"}, ("/criteria/given_names", "required")),
        ("driver", {"number": "SAMPL904171J99AB", "dob": "x"}, ("/criteria/dob", "not-known")),
        ("property", {"description": "Red bicycle"}, ("/criteria/serial", "required")),
        ("property", {"frame": "--"}, ("/criteria/frame", "length")),
    ],
    ids=["short", "half-a-name", "both", "no-number", "no-mark"],
)
def test_what_a_driver_or_a_thing_is_not_found_by(
    kind: str, criteria: dict[str, str], fault: tuple[str, str]
) -> None:
    assert fault in faults(kind=kind, criteria=criteria)


def test_on_whose_behalf_is_said_in_full_or_not_at_all() -> None:
    assert asking.read(body(), today=TODAY).on_behalf_of == ""
    question = asking.read(body(on_behalf_of=" Example  Council "), today=TODAY)
    assert question.on_behalf_of == "Example Council"
    for wrong in ("me", "x" * 51):
        assert faults(on_behalf_of=wrong) == {("/on_behalf_of", "length")}


def test_on_whose_behalf_makes_another_question_and_none_makes_the_same_as_before() -> None:
    said = body()
    plain, behalf = (
        asking.read(said | more, today=TODAY) for more in ({}, {"on_behalf_of": "Example Council"})
    )
    assert asking.content_hash(plain, asked_by="x") != asking.content_hash(behalf, asked_by="x")
