"""What a system accepts, and how we say that something is not."""

from typing import Any

import pytest

from field_api.mapping.rules import schemas

SCHEMA = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"maxLength": 3}, "b": {"enum": ["X"]}, "d": {"format": "date"}},
    "additionalProperties": False,
}


def told(document: Any) -> list[tuple[str, str]]:
    found = schemas.faults(schemas.compiled(SCHEMA), document)
    return [(fault.pointer, fault.text) for fault in found]


def test_a_fault_stands_at_the_field_it_is_about() -> None:
    assert told({"a": "abc", "b": "X", "d": "2026-03-01"}) == []
    assert told({}) == [("/a", "the system asks for this")]
    assert told({"a": "", "x/y": 1}) == [("/x~1y", "the system does not take this")]
    assert {at for at, _ in told({"a": "four", "b": "Y", "d": "soon"})} == {"/a", "/b", "/d"}


def test_no_value_is_repeated() -> None:
    secret = "Sampleton"
    assert not any(secret in text for _, text in told({"a": secret, "b": secret, "d": secret}))


def test_what_can_not_be_read_is_a_fault_and_not_an_error() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    validator = schemas.compiled({"properties": {"a": {"const": 1}}})
    for odd in (deep, {("a",): 1}, object(), "\ud800"):
        (fault,) = schemas.faults(validator, {"a": odd})
        assert "\ud800" not in fault.text


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "http://127.0.0.1:9/elsewhere.json"},
        {"$ref": "file:///etc/hostname"},
        {"pattern": "(a)\\1"},
        [],
    ],
)
def test_a_schema_that_could_not_be_used_is_refused(schema: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        schemas.compiled(schema)


def test_a_schema_that_speaks_of_itself_without_end_ends() -> None:
    assert schemas.faults(schemas.compiled({"$ref": "#"}), {"a": [1]}) == []
