"""A mapping as configurators write it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.mapping.rules import template
from field_api.mapping.rules.template import Unfit

ENTRY = {
    "seq": 2,
    "body": {
        "text": "seen",
        "place": {"text": "Example Road"},
        "persons": [
            {"surname": "Sample", "sex": "F", "marks": [{"at": "arm"}, {"at": "leg"}]},
            {"surname": "Example", "sex": "X", "marks": []},
        ],
    },
}
MAPS = {"sex": {"F": "2"}}


def made(document: dict[str, Any], entry: Any = ENTRY) -> dict[str, Any]:
    result, faults = template.compiled(document, MAPS).make(entry)
    assert faults == []
    return result


def faults(document: object) -> dict[str, str]:
    with pytest.raises(Unfit) as unfit:
        template.compiled(document, MAPS)
    return {fault.pointer: fault.text for fault in unfit.value.faults}


def test_texts_are_expressions_and_everything_else_stands_for_itself() -> None:
    document = {"a": "body.text", "b": "'body.text'", "c": [1, True, None, "seq"], "d": {}}
    assert made(document) == {"a": "seen", "b": "body.text", "c": [1, True, None, 2], "d": {}}


def test_members_keep_their_order() -> None:
    assert list(made({"z": "seq", "a": "seq", "m": "seq"})) == ["z", "a", "m"]


def test_each_goes_into_every_item_and_with_into_one_value() -> None:
    document = {
        "where": {"$with": "body.place", "$make": {"name": "text"}},
        "nowhere": {"$with": "body.gone", "$make": {"name": "text"}},
        "who": {
            "$each": "body.persons",
            "$make": {"n": "surname", "m": {"$each": "marks", "$make": "upper(at)"}},
        },
        "none": {"$each": "body.gone", "$make": "@"},
    }
    assert made(document) == {
        "where": {"name": "Example Road"},
        "nowhere": None,
        "who": [{"n": "Sample", "m": ["ARM", "LEG"]}, {"n": "Example", "m": []}],
        "none": [],
    }


def test_a_name_with_a_question_mark_is_left_out_when_null() -> None:
    assert made({"a?": "body.text", "b?": "body.gone", "c": "body.gone"}) == {
        "a": "seen",
        "c": None,
    }


def test_a_fault_is_told_at_its_place_and_the_rest_is_made() -> None:
    document = {
        "a": "body.text",
        "who": {"$each": "body.persons", "$make": {"sex": "lookup('sex', sex)"}},
        "b": "sort(body)",
        "rows": {"$each": "body.text", "$make": "@"},
    }
    result, found = template.compiled(document, MAPS).make(ENTRY)
    assert result == {"a": "seen", "who": [{"sex": "2"}, {"sex": None}], "b": None, "rows": None}
    assert [fault.pointer for fault in found] == ["/who/1/sex", "/b", "/rows"]
    assert not any("Sample" in fault.text or "seen" in fault.text for fault in found)


def test_everything_wrong_with_a_document_is_told_at_once() -> None:
    document = {
        "a": "body.",
        "b": {"$each": "body.persons"},
        "c": {"$each": "@", "$make": "@", "more": "@"},
        "d/e": [1, "nope(@)"],
        "f": {"$with": 7, "$make": "@"},
        "g": "seq",
        "g?": "seq",
        "h": float("nan"),
    }
    assert set(faults(document)) == {"/a", "/b", "/c", "/d~1e/1", "/f", "/g", "/h"}


@pytest.mark.parametrize("document", [[], "seq", None, 7, {"$each": "@", "$make": "@"}])
def test_a_mapping_makes_an_object(document: object) -> None:
    assert list(faults(document)) == [""]


def test_a_document_that_is_too_large_or_too_deep_is_refused() -> None:
    deep: Any = "seq"
    for _ in range(30):
        deep = {"a": deep}
    assert "20 deep" in " ".join(faults(deep).values())
    assert "2000 parts" in " ".join(faults({"a": ["seq"] * 3000}).values())
    assert faults({"a": [[0] * 100] * 100})


def test_lists_in_lists_end_before_they_fill_the_machine() -> None:
    inner: Any = {"c": [0] * 1000}
    document = {"a": {"$each": "@", "$make": {"$each": "@", "$make": inner}}}
    rows = {"x": [[0] * 100] * 100}
    result, found = template.compiled({"a": {"$each": "x", **{"$make": document["a"]}}}, {}).make(
        rows
    )
    assert found and len(json.dumps(result)) < 1_000_000
    assert len(found) <= template.MOST_TOLD


@given(
    some.recursive(
        some.none() | some.booleans() | some.integers() | some.text(max_size=8),
        lambda inner: (
            some.lists(inner, max_size=3)
            | some.dictionaries(some.sampled_from(["a", "b?", "$each", "$with", "$make"]), inner)
        ),
        max_leaves=12,
    ),
    some.recursive(
        some.none() | some.booleans() | some.integers(-5, 5) | some.text(max_size=5),
        lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner),
    ),
)
def test_whatever_is_written_and_read_nothing_is_raised_but_unfit(
    document: Any, entry: Any
) -> None:
    try:
        made = template.compiled(document, {})
    except Unfit as unfit:
        assert unfit.faults
    else:
        result, _ = made.make(entry)
        json.dumps(result, allow_nan=False).encode()
