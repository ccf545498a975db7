"""Mappings to begin with: every shipped kind, and one that nobody foresaw."""

from collections import defaultdict
from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from field_api.connectors.wire import paper as wire
from field_api.mapping.rules import schemas, starting, template, value_maps
from tests.catalogue import bodies
from tests.mapping.python.test_golden import accepted, document

FORMS: dict[str, list[dict[str, Any]]] = defaultdict(list)
for one in shipped.documents():
    FORMS[one["kind"]].append(one)
KINDS = sorted(FORMS)
SHAPES = sorted(starting.SHAPES)


def entries(kind: str) -> list[dict[str, Any]]:
    full = {**document(kind), "body": starting.sample(FORMS[kind][-1])}
    return [document(kind, "valid"), document(kind, "minimal"), full]


def made(kind: str, shape: str, entry: dict[str, Any], **how: Any) -> dict[str, Any]:
    begun = starting.start(shape, FORMS[kind], **how)
    assert list(value_maps.faults(begun["value_maps"])) == []
    result, faults = template.compiled(begun["document"], begun["value_maps"]).make(entry)
    assert faults == []
    assert schemas.faults(schemas.compiled(begun["schema"]), result) == []
    return result


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_told_from_its_form_alone(kind: str, shape: str) -> None:
    for entry in entries(kind):
        assert made(kind, shape, entry)["reference"] == entry["reference"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_records_system_takes_what_is_made(kind: str) -> None:
    for entry in entries(kind):
        assert accepted("records", made(kind, "record", entry)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_is_lost_in_a_record(kind: str) -> None:
    entry = document(kind)
    told = made(kind, "record", entry)["answers"]
    signed = {name for name, spec in bodies.fields(kind).items() if spec["type"] == "object"}
    assert {name: told[name] for name in entry["body"] if name not in signed} == {
        name: value for name, value in entry["body"].items() if name not in signed
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_made_up_body_is_one_the_form_takes(kind: str) -> None:
    assert rules.problems(rules.compiled(FORMS[kind][-1]), starting.sample(FORMS[kind][-1])) == []


def test_a_paper_has_each_answer_beside_its_label_and_nothing_unanswered() -> None:
    told = made("prevent-referral", "paper", document("prevent-referral", "minimal"))
    asked = bodies.fields("prevent-referral")
    labels = {asked[name]["title"] for name in shipped.example("prevent-referral", "minimal")}
    rows = [row for section in told["sections"] for row in section.get("rows", [])]
    assert {row["label"] for row in rows} == labels
    assert wire.pdf(told).startswith(b"%PDF")


def test_people_are_gathered_from_lists_groups_and_other_things() -> None:
    crime = made("crime-report", "record", document("crime-report"))
    assert ("Sample", "victim") in {(one["surname"], one["role"]) for one in crime["persons"]}
    fraud = made("fraud-report", "record", document("fraud-report"))
    assert {one["role"] for one in fraud["persons"]} >= {"victim"}
    entry = document("collision")
    entry["body"]["vehicles"] = [{"vrm": "EX26 AMP", "driver_surname": "Sample"}]
    entry["body"]["casualties"] = []
    told = made("collision", "record", entry)
    assert [one["vrm"] for one in told["vehicles"]] == ["EX26 AMP"]
    assert "Sample" in {one["surname"] for one in told["persons"]}


def test_what_is_left_out_is_nowhere() -> None:
    entry = document("public-protection-notice")
    entry["body"]["radicalisation_concern"] = True
    for shape in SHAPES:
        told = made("public-protection-notice", shape, entry, leave_out=["radicalisation_concern"])
        label = bodies.fields("public-protection-notice")["radicalisation_concern"]["title"]
        assert "radicalisation_concern" not in str(told)
        assert label not in str(told)


def test_an_older_version_keeps_its_codes_and_fields() -> None:
    older = bodies.document("note", 1)
    newer = bodies.document("note", 2)
    newer["schema"]["properties"].pop("late_reason")
    newer["schema"]["properties"]["basis"]["enum"].remove("opinion")
    del newer["schema"]["properties"]["basis"]["x-labels"]["opinion"]
    begun = starting.start("paper", [older, newer])
    entry = document("note", basis="opinion", late_reason="Network was down.")
    result, faults = template.compiled(begun["document"], begun["value_maps"]).make(entry)
    assert faults == []
    assert "Opinion or assessment" in str(result)
    assert "Network was down." in str(result)


def test_a_title_in_anybodys_words_is_no_expression() -> None:
    form = bodies.document("note")
    form["title"] = "The officer's `note` \\ 'x' @ body.text"
    entry = document("note", "minimal")
    for shape in SHAPES:
        begun = starting.start(shape, [form])
        result, _ = template.compiled(begun["document"], begun["value_maps"]).make(entry)
        assert result["title"] == form["title"]
