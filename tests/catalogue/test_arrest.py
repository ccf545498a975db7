"""The arrest note: what Code G wants recorded, and what custody and crime need not ask again."""

from typing import Any

import pytest

from field_api.catalogue import lint, shipped
from tests.catalogue import bodies

CODE_G = {"circumstances", "necessity", "caution", "offences"}
"""PACE Code G 4.1: what led to it, why it was necessary, that a caution was given. What the person
said stands in a list of its own: often there is nothing.
"""


def required() -> set[str]:
    return set(shipped.example("arrest", "minimal"))


def opened(kind: str) -> dict[str, str]:
    (found,) = (one for one in bodies.document("arrest")["opens"] if one["kind"] == kind)
    copied: dict[str, str] = found["copy"]
    return copied


def spec_of(kind: str, place: str) -> dict[str, Any]:
    name, _, inner = place.partition(".")
    found: dict[str, Any] = bodies.fields(kind, name)[inner] if inner else bodies.fields(kind)[name]
    return found


def test_what_the_code_wants_recorded_is_required_and_names_its_law() -> None:
    assert required() >= CODE_G
    lawful = {name for name in required() if "x-required-by" in bodies.fields("arrest")[name]}
    assert lawful == CODE_G | {"role"}


def test_a_name_is_never_required() -> None:
    """It may be the very thing that made the arrest necessary: PACE 1984 s.24(5)(a)."""
    assert not {"surname", "given_names", "dob", "address"} & required()


@pytest.mark.parametrize("power", ["warrant", "breach-of-peace", "recall"])
def test_another_power_asks_for_no_offence_and_no_necessity(power: str) -> None:
    body = {**shipped.example("arrest", "minimal"), "power": power}
    del body["offences"], body["necessity"]
    assert bodies.told("arrest", body) == []


def test_necessity_is_the_list_of_the_act_and_nothing_else() -> None:
    """PACE 1984 s.24(5)(a) to (f); (c) has five heads, two of them physical injury."""
    labels = bodies.labels(bodies.fields("arrest")["necessity"]).values()
    heads = [label.rpartition("s.24(5)")[2].strip("()").split(")(")[0] for label in labels]
    assert heads == ["a", "b", "c", "c", "c", "c", "d", "e", "f"]


def test_both_ethnicities_are_asked_each_for_itself() -> None:
    fields = bodies.fields("arrest")
    assert fields["self_defined_ethnicity"]["enum"] != fields["officer_defined_ethnicity"]["enum"]


def test_a_crime_is_told_everything_of_the_suspect_that_is_known() -> None:
    carried = {to.partition(".")[2] for to in opened("crime-report") if to.startswith("suspects.")}
    known = bodies.fields("arrest").keys() & bodies.fields("crime-report", "suspects").keys()
    assert carried == known | {"arrested"}
    assert opened("crime-report")["offence"] == "offences.code"


@pytest.mark.parametrize("kind", ["crime-report", "use-of-force", "public-protection-notice"])
def test_what_is_carried_over_fits_there(kind: str) -> None:
    for there, here in opened(kind).items():
        ours, theirs = spec_of("arrest", here), spec_of(kind, there)
        assert ours["type"] == theirs["type"], there
        assert set(ours.get("enum", ())) <= set(theirs.get("enum", ())), there
        assert ours.get("maxLength", 0) <= theirs.get("maxLength", 0), there


@pytest.mark.parametrize("here", ["offences.colour", "place.text", "said.words.more", "nowhere.x"])
def test_only_a_field_of_a_list_can_be_carried_out_of_it(here: str) -> None:
    document = bodies.document("arrest")
    document["opens"][0] = {**document["opens"][0], "copy": {"narrative": here}}
    assert lint.faults(document)
