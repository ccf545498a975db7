"""What a version changes of the one before, and what is said to follow."""

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest

from field_api.catalogue import lint, shipped
from field_api.catalogue.rules import changes as comparing
from field_api.catalogue.rules.changes import KINDS, Change, changes, fields
from tests.catalogue.drafting import note

DOCUMENTS = list(shipped.documents())


def prop(document: dict[str, Any], at: str) -> dict[str, Any]:
    found: dict[str, Any] = fields(document["schema"])[at]
    return found


def changed(edit: Callable[[dict[str, Any]], None]) -> list[Change]:
    old, new = note(), note()
    edit(new)
    assert lint.faults(new) == [], "an edit that nobody could publish proves nothing"
    return list(changes(old, new))


def only(edit: Callable[[dict[str, Any]], None]) -> Change:
    (found,) = changed(edit)
    return found


def setting(at: str, **stated: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: prop(document, at).update(stated)


def test_the_same_changes_nothing() -> None:
    for document in DOCUMENTS:
        assert changes(document, {**document, "version": 99}) == ()


def test_a_field_that_goes_breaks_what_reads_it() -> None:
    said = only(lambda document: document["schema"]["properties"].pop("subject"))
    assert (said.pointer, said.kind, said.after) == ("/subject", comparing.BREAKS, None)
    assert said.what == "“Heading” is no longer asked"
    assert "stays readable" in said.follows


def test_a_field_under_another_name_is_the_same_question() -> None:
    def rename(document: dict[str, Any]) -> None:
        own = document["schema"]["properties"]
        own["heading"] = own.pop("subject")

    said = only(rename)
    assert (said.kind, said.before, said.after) == (comparing.BREAKS, "/subject", "/heading")
    assert "Name /heading there instead" in said.follows


def test_a_field_that_comes_asks_more_only_where_it_is_required() -> None:
    def add(document: dict[str, Any], required: bool = False) -> None:
        own = document["schema"]["properties"]
        own["weather"] = {**own["subject"], "title": "Weather", "x-order": 9999}
        if required:
            own["weather"]["x-structural"] = "A test of it"
            document["schema"]["required"].append("weather")

    assert only(add).kind == comparing.WIDENS
    said = only(lambda document: add(document, required=True))
    assert (said.kind, said.what) == (
        comparing.ASKS_MORE,
        "“Weather” is asked, and required always",
    )


def test_what_becomes_required_asks_more_and_the_other_way_less() -> None:
    def require(document: dict[str, Any]) -> None:
        document["schema"]["required"].append("subject")
        prop(document, "/subject")["x-structural"] = "A test of it"

    said = [one for one in changed(require) if one.kind == comparing.ASKS_MORE]
    assert [one.what for one in said] == ["“Heading” is required always"]
    old, new = note(), note()
    require(old)
    back = [one.what for one in changes(old, new) if one.kind == comparing.WIDENS]
    assert back == ["“Heading” is no longer required"]


def test_required_in_one_case_more_is_said_with_the_case() -> None:
    def ask(document: dict[str, Any]) -> None:
        when = {"properties": {"basis": {"enum": ["opinion"]}}, "required": ["basis"]}
        document["schema"].setdefault("allOf", []).append(
            {"if": when, "then": {"required": ["subject"]}}
        )
        prop(document, "/subject")["x-structural"] = "A test of it"

    said = next(one for one in changed(ask) if one.kind == comparing.ASKS_MORE)
    assert said.what == "“Heading” is required when “How you know” is “Opinion or assessment”"


@pytest.mark.parametrize(
    ("at", "stated", "kind", "words"),
    [
        ("/subject", {"maxLength": 60}, "asks-more", "takes at most 60 characters"),
        ("/subject", {"maxLength": 200}, "widens", "takes at most 200 characters"),
        ("/subject", {"x-marking": "OFFICIAL"}, "policy", "is marked lower"),
        ("/basis", {"x-marking": "OFFICIAL-SENSITIVE"}, "policy", "is marked higher"),
        ("/subject", {"title": "What it is about"}, "words", "its label"),
        ("/subject", {"x-identifier": "handle"}, "widens", "says what it identifies by"),
        ("/persons/*/surname", {"maxLength": 9}, "asks-more", "takes at most 9 characters"),
    ],
    ids=["shorter", "longer", "lower", "higher", "label", "identifier", "row"],
)
def test_what_moves_of_a_field(at: str, stated: dict[str, Any], kind: str, words: str) -> None:
    said = only(setting(at, **stated))
    assert (said.pointer, said.kind) == (at, kind)
    assert words in said.what


def test_a_field_of_another_kind_breaks_what_reads_it() -> None:
    def swap(document: dict[str, Any]) -> None:
        own = document["schema"]["properties"]["subject"]
        for key in ("pattern", "maxLength"):
            own.pop(key)
        own.update(type="boolean", **{"x-widget": "boolean"})

    said = changed(swap)[0]
    assert (said.kind, said.before, said.after) == (comparing.BREAKS, "text", "yes or no")
    assert said.what == "“Heading” is yes or no, no longer text"


def test_codes_that_go_come_and_are_called_otherwise() -> None:
    def edit(document: dict[str, Any]) -> None:
        own = prop(document, "/basis")
        own["enum"] = ["observed", "opinion", "overheard"]
        own["x-labels"] = {**own["x-labels"], "overheard": "Overheard", "opinion": "Opinion"}
        own["x-labels"].pop("reported")

    said = {one.kind: one for one in changed(edit)}
    assert said["breaks"].before == "reported"
    assert said["widens"].after == "overheard"
    assert (said["words"].before, said["words"].after) == ("Opinion or assessment", "Opinion")
    assert [one.kind for one in changed(edit)] == ["breaks", "widens", "words"]


def test_another_list_or_another_person_breaks_what_reads_it() -> None:
    old = next(one for one in DOCUMENTS if '"x-list"' in repr(one).replace("'", '"'))
    new = deepcopy(old)
    at, spec = next((at, one) for at, one in fields(new["schema"]).items() if "x-list" in one)
    spec["x-list"] = "another-list"
    found = [one for one in changes(old, new) if one.pointer == at]
    assert [(one.kind, one.after) for one in found] == [("breaks", "another-list")]


@pytest.mark.parametrize("key", ["marking", "retention_group", "urgent"])
def test_policy_is_told_apart(key: str) -> None:
    other: dict[str, Any] = {
        "marking": "OFFICIAL-SENSITIVE",
        "retention_group": "1",
        "urgent": True,
    }
    said = only(lambda document: document.update({key: other[key]}))
    assert (said.pointer, said.kind, said.after) == ("", "policy", other[key])


def test_what_this_release_knows_nothing_of_is_told_all_the_same() -> None:
    old, new = note(), note(seal="red")
    prop(new, "/subject")["x-scent"] = "pine"
    said = [(one.pointer, one.kind, one.after) for one in changes(old, new)]
    assert said == [("", "policy", "red"), ("/subject", "words", "pine")]


def test_every_pair_of_shipped_versions_is_told_and_the_worst_first() -> None:
    for old, new in pairwise(DOCUMENTS):
        order = [list(KINDS).index(one.kind) for one in changes(old, new)]
        assert order == sorted(order)
        assert order
