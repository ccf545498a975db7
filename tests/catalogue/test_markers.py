"""Warning markers: the force's list, its order, and what it must not say."""

from typing import Any

import pytest

from field_api.catalogue import actions, shipped
from field_api.catalogue.rules import list_faults, markers

HEAD = {
    "list": "warning-markers",
    "title": "Markers",
    "source": "made up",
    "licence": "none",
    "unverified": True,
}


def a_list(*codes: list[Any]) -> dict[str, Any]:
    return {**HEAD, "codes": list(codes)}


def code(name: str, label: str, advice: str = "Take care.") -> list[Any]:
    return [name, label, {"advice": advice}]


def test_what_is_shipped_says_of_each_what_it_means_and_what_to_do() -> None:
    ours = next(one for one in shipped.lists() if one["list"] == markers.LIST)
    known = markers.read(ours["codes"])
    national = "AG AT CO DR ES EX FI IS MN OF SH SO SU VI WE".split()
    assert set(known.known) == {*national, "WANTED", "MISSING", "STOLEN"}
    assert all(label and advice for label, advice in known.known.values())
    assert known.in_order(["ZZ", "DR", "VI", "WANTED", "FI"]) == ["FI", "VI", "WANTED", "DR", "ZZ"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["VI", "Violent"], "codes: VI says not what to do, in `advice`, 300 characters at most"),
        (code("XX", "HIV positive"), "codes: XX names an illness, which no warning may"),
        (code("CO", "Contagious", "Hep C."), "codes: CO names an illness, which no warning may"),
        (code("AIDS", "Ailment"), "codes: AIDS names an illness, which no warning may"),
    ],
)
def test_a_marker_says_what_to_do_and_names_no_illness(wrong: list[Any], said: str) -> None:
    assert list(list_faults(a_list(wrong))) == [said]
    assert not list(list_faults(a_list(code("AT", "Ailment", "Aids to walking may be hidden."))))


def test_advice_is_what_was_said_of_this_one_then_the_forces_and_neither_twice() -> None:
    known = markers.read([code("WE", "Weapons", "Search early.")])
    assert known.advice("WE") == "Search early."
    assert known.advice("WE", "Search early; blades found before") == (
        "Search early; blades found before."
    )
    assert known.advice("WE", "Knife in boot!") == "Knife in boot! Search early."
    assert known.advice("DOG", "Bites") == "Bites." and known.advice("DOG") == ""
    assert (known.label("DOG", "Dog"), known.label("DOG")) == ("Dog", "DOG")


@pytest.mark.django_db
def test_the_newest_version_counts_at_once_and_before_any_what_is_shipped() -> None:
    assert actions.markers().label("VI") == "Violent"
    actions.publish_list(document=a_list(code("vi", "Fights")), by="34-1001")
    assert actions.markers().label("VI") == "Fights"
    assert actions.markers().label("WE") == "WE"
    actions.publish_list(document=a_list(code("VI", "Bites")), by="34-1001")
    assert actions.markers().label("VI") == "Bites"
