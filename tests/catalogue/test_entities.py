"""Whom and what a body speaks of."""

from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from field_api.catalogue.rules.entities import slots
from field_api.catalogue.rules.entities.attributes import TYPES
from field_api.catalogue.rules.entities.roles import CATEGORIES, ROLES
from tests.catalogue import bodies, spoken

VERSIONS = {f"{one['kind']}.{one['version']}": one for one in shipped.documents()}


def version(name: str) -> rules.Form:
    return rules.compiled(VERSIONS[name])


def of(name: str, body: Any) -> dict[str, rules.Entity]:
    return {one.key: one for one in rules.entities(version(name), body)}


def linked(name: str, body: Any) -> set[tuple[str, str, str]]:
    return {(one.source, one.target, one.role) for one in rules.links(version(name), body)}


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_the_valid_example_speaks_of_whom_a_reader_finds_in_it(kind: str) -> None:
    assert spoken.read(kind) == spoken.kept(kind), "python -m tests.catalogue.spoken, then read"


def test_no_expectation_is_left_of_a_kind_that_went() -> None:
    assert {path.stem for path in spoken.HERE.glob("*.json")} == set(bodies.KINDS)


@pytest.mark.parametrize("name", VERSIONS)
def test_pointers_lead_to_what_was_typed(name: str) -> None:
    body = shipped.example(VERSIONS[name]["kind"], "valid")
    for one in rules.entities(version(name), body):
        assert one.attributes.keys() == one.pointers.keys()
        for attribute, at in one.pointers.items():
            assert _at(body, at) == one.attributes[attribute]


def _at(body: Any, pointer: str) -> Any:
    for step in pointer.removeprefix("/").split("/"):
        body = body[int(step) if isinstance(body, list) else step]
    return body


@pytest.mark.parametrize("name", VERSIONS)
def test_every_link_joins_two_that_are_there(name: str) -> None:
    body = shipped.example(VERSIONS[name]["kind"], "valid")
    keys = {"", *(one.key for one in rules.entities(version(name), body))}
    found = rules.links(version(name), body)
    assert len(set(found)) == len(found)
    assert {one.source for one in found} <= keys
    # Nobody and nothing without a link: POLE's "no orphans".
    assert {one.target for one in found} == keys - {""}


@pytest.mark.parametrize("name", VERSIONS)
def test_minimal_examples_speak_of_no_more_than_they_hold(name: str) -> None:
    for one in rules.entities(version(name), shipped.example(VERSIONS[name]["kind"], "minimal")):
        assert one.attributes


def test_older_versions_give_what_the_newer_ones_do() -> None:
    note, report, search = (
        shipped.example(kind, "valid") for kind in ("note", "intelligence-report", "stop-search")
    )
    assert {"/place", "/persons/0", "/vehicles/0"} <= of("note.1", note).keys()
    assert of("note.1", note)["/persons/0"].role == of("note.2", note)["/persons/0"].role != ""
    assert {"/items/0/place", "/persons/0", "/vehicles/0"} <= of(
        "intelligence-report.1", report
    ).keys()
    assert of("stop-search.1", search).keys() == of("stop-search.2", search).keys()
    old = of("stop-search.1", {"vrm": "AB12 CDE", "make": "Example", "found": [{"article": "Key"}]})
    assert dict(old["vehicle"].attributes) == {"vrm": "AB12 CDE", "make": "Example"}
    assert dict(old["/found/0"].attributes) == {"description": "Key"}


def test_what_a_version_forgot_belongs_to_its_entity() -> None:
    found = of("crime-report.1", {"place": {"text": "Plot 12"}, "postcode": "NN1 1AA"})
    assert found.keys() == {"/place"}
    assert dict(found["/place"].pointers) == {"text": "/place/text", "postcode": "/postcode"}
    assert "passport" in of("missing-person.1", {"passport": "123456789"})["missing"].attributes


@pytest.mark.parametrize(
    "row",
    [{}, {"role": "victim"}, {"surname": ""}, {"surname": "  "}, {"surname": None}, None, "x", []],
    ids=repr,
)
def test_an_empty_row_gives_nothing(row: object) -> None:
    assert of("note.2", {"persons": [row, {"surname": "Sample"}]}).keys() == {"/persons/1"}


def test_an_age_of_nought_and_a_no_are_answers() -> None:
    body = {"victims": [{"age_estimate": 0}]}
    assert of("crime-report.1", body)["/victims/0"].attributes == {"age_estimate": 0}


@pytest.mark.parametrize("role", ["stranger", "", None, 3, ["victim"], "Victim"], ids=repr)
def test_a_role_that_the_form_does_not_list_is_none(role: object) -> None:
    found = of("note.2", {"persons": [{"role": role, "surname": "Sample"}]})["/persons/0"]
    assert (found.role, found.category, found.basis) == ("", "", "fact")


def test_several_telephones_of_one_person_are_each_told() -> None:
    body = {"surname": "Sample", "phone_home": "01632 960123", "phone_work": "01632 960456"}
    found = of("statement-rear.1", body)
    assert found["witness"].attributes["phone"] == "01632 960123"
    assert found["witness"].pointers["phone_2"] == "/phone_work"
    assert dict(found["/phone_work"].attributes) == {"number": "01632 960456"}
    assert ("witness", "/phone_work", "personal-telephone") in linked("statement-rear.1", body)


def test_a_group_in_a_row_is_an_entity_of_that_row_and_drives_its_vehicle() -> None:
    body = {"vehicles": [{"colour": "Red"}, {"vrm": "AB12 CDE", "driver_surname": "Sample"}]}
    assert of("collision.1", body).keys() == {"/vehicles/0", "/vehicles/1", "/vehicles/1/driver"}
    assert ("/vehicles/1/driver", "/vehicles/1", "driver-of") in linked("collision.1", body)
    driven = {"surname": "Sample", "vrm": "AB12 CDE"}
    assert ("driver", "vehicle", "driver-of") in linked("traffic-offence.1", driven)


@pytest.mark.parametrize(
    ("casualty", "role"),
    [
        ({"vehicle": 2, "casualty_class": "1"}, "driver-of"),
        ({"vehicle": 2, "casualty_class": "2"}, "passenger-of"),
        # Hit by it.
        ({"vehicle": 2, "casualty_class": "3"}, None),
        ({"vehicle": 3, "casualty_class": "2"}, None),
        ({"vehicle": 0, "casualty_class": "2"}, None),
        ({"vehicle": True, "casualty_class": "2"}, None),
        ({"vehicle": 10**5000, "casualty_class": "2"}, None),
        ({"vehicle": 2, "casualty_class": ["2"]}, None),
    ],
    ids=(
        *("drives", "rides", "was-hit", "of-no-vehicle", "of-nought", "of-yes", "of-too-many"),
        "in-no-class",
    ),
)
def test_a_casualty_is_aboard_the_vehicle_it_counts(casualty: Any, role: str | None) -> None:
    body = {
        "vehicles": [{"colour": "Red"}, {"colour": "Blue"}],
        "casualties": [{"surname": "Sample", **casualty}],
    }
    found = {one[2] for one in linked("collision.1", body) if one[0] == "/casualties/0"}
    assert found == ({role} if role else set())


def test_what_belongs_to_the_missing_person_never_goes_to_who_reported_it() -> None:
    body = {"informant_surname": "Sample", "phones": [{"number": "07700 900123"}]}
    assert linked("missing-person.1", body) == {
        ("", "informant", "person-reporting-public"),
        ("", "/phones/0", "personal-telephone"),
    }
    with_her = {**body, "surname": "Sample"}
    assert ("missing", "/phones/0", "personal-telephone") in linked("missing-person.1", with_her)


def test_an_arrest_summons_is_of_the_person_of_its_row() -> None:
    body = {"suspects": [{"surname": "Sample", "asn": "11/01ZD/01/448754K"}]}
    found = of("crime-report.1", body)["/suspects/0/asn"]
    assert (found.type, dict(found.attributes)) == ("document", {"number": "11/01ZD/01/448754K"})
    assert ("/suspects/0", "/suspects/0/asn", "arrest-summons") in linked("crime-report.1", body)


def test_two_numbers_of_one_thing_are_both_kept() -> None:
    body = {"property": [{"what": "stolen", "serial": "EX-1", "imei": "490154203237518"}]}
    found = of("crime-report.1", body)["/property/0"]
    assert (found.attributes["serial"], found.attributes["serial_2"]) == (
        "EX-1",
        "490154203237518",
    )


@pytest.mark.parametrize(("basis", "kept"), [("opinion", "assessment"), ("observed", "fact")])
def test_an_entry_that_calls_itself_opinion_is_an_assessment(basis: str, kept: str) -> None:
    body = {
        "basis": basis,
        "persons": [{"role": "witness", "surname": "S", "phone": "07700 900123"}],
    }
    assert {one.basis for one in rules.entities(version("note.2"), body)} == {kept}
    assert {one.basis for one in rules.links(version("note.2"), body)} == {kept}


def test_one_item_of_opinion_makes_whom_a_report_speaks_of_an_assessment() -> None:
    items = [{"basis": "observed", "place": {"text": "A"}}, {"basis": "opinion"}]
    body = {"items": items, "persons": [{"role": "witness", "surname": "Sample"}]}
    found = of("intelligence-report.2", body)
    assert found["/persons/0"].basis == "assessment"
    # An item speaks for its own place.
    assert found["/items/0/place"].basis == "fact"


def test_the_same_answers_give_the_same_whatever_order_a_database_keeps() -> None:
    for name, document in VERSIONS.items():
        body = shipped.example(document["kind"], "valid")
        turned = rules.compiled(_turned(document))
        assert rules.entities(turned, body) == rules.entities(version(name), body)
        assert rules.links(turned, body) == rules.links(version(name), body)


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _turned(value[name]) for name in reversed(value)}
    return [_turned(one) for one in value] if isinstance(value, list) else value


def test_every_code_a_form_can_give_is_in_the_table_of_roles_and_none_is_there_unused() -> None:
    given = {
        (slot.type, code)
        for name in VERSIONS
        for slot in slots(version(name))
        for code in slot.roles
    }
    # Of one entity to another, which no field names: linking.py.
    between = {
        ("place", "home-address"),
        ("email", "personal"),
        ("vehicle", "passenger-of"),
    }
    assert given | between == ROLES.keys()


def test_roles_say_only_what_can_be_said() -> None:
    for (type_, code), role in ROLES.items():
        assert (role.type, role.code) == (type_, code)
        assert type_ in TYPES
        assert role.category in CATEGORIES
        assert role.basis in ("fact", "assessment")
        assert role.reason or not role.verified
        # Only a court convicts; whom somebody suspects is what somebody thinks.
        assert role.category != "convicted"
        assert role.category != "suspect" or role.basis == "assessment"
        # A person is always in some category; only what is a suspect's gives a thing one.
        assert bool(role.category) if type_ == "person" else role.category in ("", "suspect")


def test_the_record_of_a_source_names_nobody() -> None:
    """Else whoever searches for a person would learn that they are one."""
    assert [
        one
        for name in VERSIONS
        if name.startswith("source-record.")
        for one in slots(version(name))
    ] == []


def test_a_slot_is_found_in_the_record_a_form_puts_it_in() -> None:
    """Two places of one form, and fields that speak of one thing without a group."""
    fields = {
        "postcode": _field(1, {"type": "place", "role": "area"}),
        "name": _field(2, {"type": "organisation", "role": "victim"}),
        "address": _field(3, {"type": "organisation", "role": "victim"}),
        "other_name": _field(4, {"type": "organisation", "role": "victim", "attribute": "name"}),
    }
    document = {**bodies.document(), "kind": "made-up"}
    document["schema"] = {**document["schema"], "required": ["name"], "properties": fields}
    body = {"name": "A", "address": "B", "other_name": "C", "postcode": "NN1 1AA"}
    found = rules.entities(rules.compiled(document), body)
    assert [(one.key, dict(one.attributes)) for one in found] == [
        ("/postcode", {"postcode": "NN1 1AA"}),
        ("/name", {"name": "A", "address": "B"}),
        ("/other_name", {"name": "C"}),
    ]


def _field(order: int, entity: dict[str, str]) -> dict[str, Any]:
    said = {"type": "string", "x-widget": "text", "x-marking": "OFFICIAL", "maxLength": 40}
    return {**said, "title": "Field", "x-order": order, "x-entity": entity}
