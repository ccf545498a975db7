"""What is asked for and no law requires is spoken of where it is left empty, and nothing more."""

from datetime import UTC, datetime
from typing import Any

from field_api.catalogue import lint, rules
from tests.catalogue import bodies

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


def asking() -> dict[str, Any]:
    document = bodies.newest("stop-search")
    fields = document["schema"]["properties"]
    fields["operation_name"]["x-asked"] = "Which operation?"
    fields["found"]["items"]["properties"]["exhibit_ref"]["x-asked"] = "Exhibit it"
    return document


def said(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    form = rules.compiled(asking())
    return [
        (one.pointer, one.code, one.detail)
        for one in rules.warnings(form, body, NOW)
        if one.code == "unanswered"
    ]


def test_any_field_may_be_asked_for() -> None:
    assert lint.faults(asking()) == []


def test_what_is_shown_and_left_empty_is_spoken_of() -> None:
    body = {"part_of_operation": True, "found": [{"article": "Knife"}, {"exhibit_ref": "A/1"}]}
    assert said(body) == [
        ("/operation_name", "unanswered", "Operation name: Which operation?"),
        ("/found/0/exhibit_ref", "unanswered", "Found 1, Exhibit reference: Exhibit it"),
    ]


def test_what_is_hidden_or_answered_is_not() -> None:
    assert said({"part_of_operation": False}) == []
    assert said({"part_of_operation": True, "operation_name": "Sample"}) == []
