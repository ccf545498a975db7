"""Which questions a form asks, needs and tells a system: small forms, and all that are shipped."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.catalogue.rules import Form, compiled
from field_api.insights.rules.answers import needed, questions, told
from field_api.policy.rules import allowed
from tests.catalogue import bodies

LOW, HIGH = "OFFICIAL", "OFFICIAL-SENSITIVE"


def asked(widget: str = "text", marking: str = LOW, **more: Any) -> dict[str, Any]:
    return {"x-widget": widget, "x-marking": marking, **more}


def form() -> Form:
    place = {"text": {"type": "string"}, "latitude": {"type": "number"}}
    row = {"surname": asked(marking=HIGH), "phone": asked()}
    properties = {
        "what": asked(),
        "place": asked("place", type="object", properties=place),
        "ticks": asked("checks", type="array", items={"type": "string"}),
        "law": asked(**{"x-required-by": "PACE 1984 s.1"}),
        "sometimes": asked(**{"x-required-by": "s.2", "x-show-when": {"what": ["x"]}}),
        "persons": asked("repeat", HIGH, type="array", items={"properties": row}),
    }
    schema = {"type": "object", "required": ["what"], "properties": properties}
    return compiled({**bodies.document(), "schema": schema})


def test_a_place_and_a_list_of_ticks_are_one_question_and_rows_have_their_own() -> None:
    rows = ["/persons/*/surname", "/persons/*/phone"]
    assert questions(form()) == ["/what", "/place", "/ticks", "/law", "/sometimes", *rows]


def test_what_is_asked_sometimes_is_not_needed() -> None:
    assert needed(form()) == ["law", "what"]


@pytest.mark.parametrize(
    "read, said",
    [
        ({"/what"}, {"/what"}),
        ({"/place/latitude", "/place"}, {"/place"}),
        ({"/persons", "/persons/*", "/persons/*/phone"}, {"/persons/*/phone"}),
        ({"/persons"}, {"/persons/*/surname", "/persons/*/phone"}),
        ({"/gone"}, set()),
        (set(), set()),
    ],
    ids=["a field", "part of a place", "one of a row", "a list as a whole", "not there", "nothing"],
)
def test_a_system_is_told_what_its_mapping_reads(read: set[str], said: set[str]) -> None:
    assert told(form(), LOW, read, allowed(HIGH)) == said


def test_a_system_is_not_told_what_it_is_not_cleared_for_nor_what_stands_in_it() -> None:
    read = {"/what", "/persons", "/persons/*", "/persons/*/phone"}
    assert told(form(), LOW, read, allowed(LOW)) == {"/what"}
    assert told(form(), LOW, read, allowed("COSMIC")) == frozenset()


@pytest.mark.parametrize(
    "document", list(shipped.documents()), ids=lambda one: f"{one['kind']}.{one['version']}"
)
def test_every_shipped_form_asks_and_needs_something(document: dict[str, Any]) -> None:
    made = compiled(document)
    assert questions(made)
    assert set(needed(made)) <= made.schema["properties"].keys()
