"""The value maps that come with Fieldbook: total, and true to what they say."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.connectors.sandbox.systems import stop_search as register
from field_api.mapping import named, python
from field_api.mapping.rules import value_maps
from tests.catalogue import bodies
from tests.mapping.python.test_golden import document

OUT = sorted(name for name, one in named.maps().items() if one["direction"] == "out")
IN = sorted(name for name, one in named.maps().items() if one["direction"] == "in")


def codes(field: str) -> set[str]:
    """Every code a shipped form of any version offers for a field of this name."""
    every = (one for form in shipped.documents() for one in bodies.every(form["schema"]))
    specs = [spec for name, spec in every if name.rpartition(".")[2] == field]
    return {code for spec in specs for code in spec.get("enum", ())}


@pytest.mark.parametrize("name", OUT)
def test_every_code_of_ours_is_mapped_or_dropped_on_purpose(name: str) -> None:
    one = named.maps()[name]
    assert set(one["rows"]) == codes(one["of"])


@pytest.mark.parametrize("name", IN)
def test_every_code_that_comes_in_becomes_one_of_ours(name: str) -> None:
    one = named.maps()[name]
    assert set(one["rows"].values()) <= codes(one["of"])


@pytest.mark.parametrize(
    ("out", "back", "lost"),
    [
        ("ethnicity_moj", "ethnicity_from_moj", set()),
        ("ethnicity_16plus1", "ethnicity_from_16plus1", {"W3", "W4", "O2"}),
        ("officer_defined_ic9", "officer_defined_from_ic9", set()),
        ("sex_cjs", "sex_from_cjs", set()),
    ],
)
def test_what_goes_out_comes_back_but_for_what_they_have_no_code_for(
    out: str, back: str, lost: set[str]
) -> None:
    there, here = named.maps()[out]["rows"], named.maps()[back]["rows"]
    assert {ours for ours, theirs in there.items() if here[theirs] != ours} == lost


def test_roma_is_neither_mistaken_for_another_code_there_nor_here() -> None:
    moj, back = named.maps()["ethnicity_moj"]["rows"], named.maps()["ethnicity_from_moj"]["rows"]
    assert (moj["W4"], "W4" in moj.values()) == ("W5", False)
    assert (back["W5"], back["W4"]) == ("W4", "W3")


@pytest.mark.parametrize("name", sorted(named.maps()))
def test_each_can_stand_in_a_mapping_and_says_where_it_is_from(name: str) -> None:
    one: dict[str, Any] = named.maps()[name]
    assert list(value_maps.faults({name: one["rows"]})) == []
    assert one["map"] == name
    assert one["source"] and one["why"] and isinstance(one["verified"], bool)


def test_the_register_is_told_what_it_knows_of_every_code() -> None:
    known = {"self_defined_ethnicity": register.SELF_DEFINED}
    known["officer_defined_ethnicity"] = register.OFFICER_DEFINED | {None}
    for field, theirs in known.items():
        labels = bodies.labels(bodies.fields("stop-search")[field])
        for code, label in labels.items():
            entry = document("stop-search", **{field: code})
            entry["labels"][field] = label
            assert python.find("stop-search")("stop-search", entry)[field] in theirs
