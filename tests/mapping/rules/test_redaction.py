"""What a system is not cleared for is gone before any mapping could look."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from field_api.connectors.models import System
from field_api.mapping.actions import ready
from field_api.mapping.models import Mapping
from field_api.mapping.rules.redaction import covers, redacted
from tests.mapping.made import HIGH, LOW, released
from tests.written import INTEL, NOTE, SEARCH

KINDS = (NOTE, SEARCH, INTEL)


def places(value: Any, pattern: str = "", at: str = "") -> Iterator[tuple[str, str, Any]]:
    """(pattern, pointer, value) of every place in a body."""
    if isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for step, one in rows:
            name = step if isinstance(value, dict) else "*"
            yield f"{pattern}/{name}", f"{at}/{step}", one
            yield from places(one, f"{pattern}/{name}", f"{at}/{step}")


def told_apart(value: Any, number: Iterator[int]) -> Any:
    """The same body with every answer a word of its own."""
    if isinstance(value, dict):
        return {name: told_apart(one, number) for name, one in value.items()}
    if isinstance(value, list):
        return [told_apart(one, number) for one in value]
    return f"w{next(number)}w"


def held(pattern: str, markings: dict[str, str], cleared: set[str]) -> bool:
    """By the rule as the documentation has it: it, and everything that it stands in, is cleared."""
    steps = pattern.split("/")[1:]
    above = ("/" + "/".join(steps[: n + 1]) for n in range(len(steps)))
    return all(markings.get(one) in cleared for one in above)


PATHS = some.sampled_from(
    [
        "@",
        "body",
        "body.*",
        "body.*[]",
        "values(body)",
        "labels",
        "labels.*",
        "officer",
        "body.persons[*].*",
        "body.persons",
        "body.items[*].narrative",
        "body.place",
        "body.other_objects",
        "*",
        "*.*[]",
    ]
)
EXPRESSIONS = some.recursive(
    PATHS,
    lambda inner: some.one_of(
        some.tuples(inner, inner).map("[{0[0]}, {0[1]}]".format),
        inner.map("{{x: {0}}}".format),
        inner.map("{0} | @".format),
        inner.map("({0})[]".format),
        inner.map("map(&to_string(@), not_null(body.other_objects, `[]`)) || {0}".format),
        inner.map("to_array({0})".format),
        inner.map("reverse(to_array({0}))".format),
        inner.map("coalesce({0}, @)".format),
    ),
    max_leaves=4,
)


@some.composite
def marked(draw: some.DrawFn) -> tuple[str, dict[str, Any], dict[str, str]]:
    """A kind, a document of it, and any markings at all for its places."""
    kind = draw(some.sampled_from(KINDS))
    document = deepcopy(released(kind).document)
    numbers = iter(range(10_000))
    document["body"] = told_apart(document["body"], numbers)
    document["labels"] = {name: f"w{next(numbers)}w" for name in document["labels"]}
    patterns = sorted({pattern for pattern, _, _ in places(document["body"])})
    chosen = draw(
        some.lists(
            some.sampled_from([LOW, HIGH, "SECRET", None]),
            min_size=len(patterns),
            max_size=len(patterns),
        )
    )
    return kind, document, {at: one for at, one in zip(patterns, chosen, strict=True) if one}


def version(document: dict[str, Any]) -> ready.Ready:
    system = System(code="records")
    return ready.compiled(
        Mapping(pk=1, system=system, kind=NOTE, version=1, engine="jmespath", document=document)
    )


@given(marked(), some.lists(EXPRESSIONS, min_size=1, max_size=3), some.sampled_from([LOW, HIGH]))
def test_whatever_the_mapping_says_nothing_above_clearance_is_in_the_bytes(
    entry: tuple[str, dict[str, Any], dict[str, str]], said: list[str], clearance: str
) -> None:
    kind, document, markings = entry
    cleared = {LOW} if clearance == LOW else {LOW, HIGH}
    mapping = version({f"m{n}": one for n, one in enumerate(["@", *said])})
    source = released(kind, document=document, markings=markings)
    mapped = mapping.apply(source, version=3, clearance=clearance)
    told = json.dumps(mapped.document)
    body = list(places(document["body"]))
    for pattern, pointer, value in body:
        if isinstance(value, str):
            assert (f'"{value}"' in told) == held(pattern, markings, cleared), pointer
    for name, label in document["labels"].items():
        assert (f'"{label}"' in told) == held(f"/{name}", markings, cleared), name
    tops = {at for pattern, at, _ in body if not held(pattern, markings, cleared)}
    assert set(mapped.removed) == {at for at in tops if at.rpartition("/")[0] not in tops}


@pytest.mark.parametrize("kind", KINDS)
def test_a_system_cleared_for_all_is_told_all_of_a_shipped_form(kind: str) -> None:
    source = released(kind)
    seen, removed = redacted(source.document, markings=source.markings, clearance=HIGH)
    assert removed == [] and seen == source.document


def test_a_lower_clearance_loses_groups_whole_and_the_officers_name() -> None:
    source = released(NOTE)
    seen, removed = redacted(source.document, markings=source.markings, clearance=LOW)
    assert seen["body"].keys() == {
        "basis",
        "occurred_at",
        "incident_ref",
        "bwv_viewed_before_writing",
    }
    assert {"/place", "/persons", "/text"} <= set(removed)
    assert seen["officer"] == {"collar": "1001", "force": "34", "rank": "PC"}


def test_what_is_left_is_marked_no_higher_than_it_can_be() -> None:
    source = released(SEARCH)
    assert source.document["marking"] == HIGH
    for clearance in (LOW, HIGH):
        seen, _ = redacted(source.document, markings=source.markings, clearance=clearance)
        assert seen["marking"] == clearance


def test_items_of_a_list_keep_their_places() -> None:
    markings = {"/rows": LOW, "/rows/*": LOW, "/rows/*/a": LOW, "/rows/*/b": HIGH}
    document = {"body": {"rows": [{"b": 1}, {"a": 2, "b": 3}]}}
    seen, removed = redacted(document, markings=markings, clearance=LOW)
    assert seen["body"] == {"rows": [{}, {"a": 2}]}
    assert removed == ["/rows/0/b", "/rows/1/b"]


@pytest.mark.parametrize(
    "document",
    [
        {"body": {"*": "x", "a/b": "x", "a": {"b": "x"}, "new": "x"}},
        {"body": {"a": [["x"], "x", {"b": "x"}]}},
        {"body": ["x"]},
        {"body": "x", "labels": {"a": "x"}},
        {"body": {}, "labels": {"a": "x"}, "secret": "x", "officer": {"home": "x"}},
    ],
)
def test_what_nobody_marked_goes_nowhere(document: dict[str, Any]) -> None:
    markings = {"/*": LOW, "/a~1b/c": LOW, "/a/b": LOW, "/a/*/*": LOW, "": LOW}
    seen, _ = redacted(document, markings=markings, clearance=HIGH)
    assert '"x"' not in json.dumps(seen)


@pytest.mark.parametrize(
    ("clearance", "marking", "covered"),
    [(LOW, LOW, True), (LOW, HIGH, False), (HIGH, HIGH, True), ("", LOW, False), (HIGH, "", False)],
)
def test_what_a_clearance_covers(clearance: str, marking: str, covered: bool) -> None:
    assert covers(clearance, marking) is covered


def test_an_unknown_clearance_is_told_nothing() -> None:
    source = released(NOTE)
    seen, _ = redacted(source.document, markings=source.markings, clearance="TOP")
    assert seen == {"officer": {}, "body": {}, "labels": {}}
