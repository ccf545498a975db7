"""Each case spoils a form in one way; the lint must see it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.catalogue import lint
from tests.catalogue import bodies

Spoil = Callable[[dict[str, Any]], object]


def search() -> dict[str, Any]:
    return bodies.document("stop-search")


def fields(form: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = form["schema"]["properties"]
    return found


SPOILS: list[tuple[str, Spoil]] = [
    ("/schema/properties/gender: required", lambda f: fields(f)["gender"].pop("title")),
    ("/schema/properties/gender: required", lambda f: fields(f)["gender"].pop("x-marking")),
    ("/schema/properties/gender: required", lambda f: fields(f)["gender"].pop("x-section")),
    ("enum", lambda f: fields(f)["gender"].update({"x-marking": "SECRET"})),
    ("enum", lambda f: fields(f)["gender"].update({"x-widget": "slider"})),
    ("oneOf", lambda f: fields(f)["gender"].update({"type": "boolean"})),
    ("oneOf", lambda f: fields(f)["gender"].pop("x-labels")),
    ("oneOf", lambda f: fields(f)["surname"].pop("maxLength")),
    ("oneOf", lambda f: fields(f)["dob"].pop("format")),
    ("oneOf", lambda f: fields(f)["found"].pop("maxItems")),
    ("oneOf", lambda f: fields(f)["place"].pop("anyOf")),
    ("const", lambda f: fields(f)["surname"].update({"pattern": "^[A-Z]"})),
    ("additionalProperties", lambda f: fields(f)["surname"].update({"x-colour": "red"})),
    ("additionalProperties", lambda f: f["schema"].update({"$ref": "https://example.test"})),
    ("const", lambda f: f["schema"].update({"additionalProperties": True})),
    ("const", lambda f: f["review"].update({"by_author": True})),
    ("enum", lambda f: f["review"].update({"mode": "never"})),
    ("maximum", lambda f: f["review"].update({"percent": 101})),
    ("minItems", lambda f: f.update({"send_back": []})),
    ("required", lambda f: f.pop("retention_group")),
    ("pattern", lambda f: f.update({"kind": "Stop search"})),
    ("minimum", lambda f: f.update({"version": 0})),
    ("sections: nowhere does not exist", lambda f: move(f, "gender", "nowhere")),
    ("sections: empty has no field", lambda f: f["sections"].append(section("empty"))),
    ("sections: where stands twice", lambda f: f["sections"].append(section("where"))),
    (
        "the form: x-order 10 stands twice",
        lambda f: fields(f)["gender"].update({"x-order": 10}),
    ),
    (
        "/found: x-order 10 stands twice",
        lambda f: inner(f, "found")["seized"].update({"x-order": 10}),
    ),
    (
        "/found/seized: stands in a repeat, which has no sections",
        lambda f: inner(f, "found")["seized"].update({"x-section": "where"}),
    ),
    ("/gender: other has no label", lambda f: fields(f)["gender"]["x-labels"].pop("other")),
    ("/gender: other is labelled, and no choice", lambda f: fields(f)["gender"]["enum"].pop()),
    (
        "/other_objects: firearms has no label",
        lambda f: fields(f)["other_objects"]["items"]["x-labels"].pop("firearms"),
    ),
    (
        "/power: pace-s99 is a seed, and no choice",
        lambda f: fields(f)["power"]["x-seed-values"].append("pace-s99"),
    ),
    (
        "/vrm: x-show-when names search_type=boat",
        lambda f: fields(f)["vrm"].update({"x-show-when": {"search_type": ["boat"]}}),
    ),
    (
        "/vrm: x-show-when names kind=boat",
        lambda f: fields(f)["vrm"].update({"x-show-when": {"kind": ["boat"]}}),
    ),
    (
        "/outcome: required without a law or a reason",
        lambda f: fields(f)["outcome"].pop("x-required-by"),
    ),
    (
        "/found/article: required without a law or a reason",
        lambda f: inner(f, "found")["article"].pop("x-structural"),
    ),
    (
        "/surname: names a law or a reason, and is not required",
        lambda f: fields(f)["surname"].update({"x-required-by": "Code A"}),
    ),
    (
        "/outcome: always required, and hidden at times",
        lambda f: fields(f)["outcome"].update({"x-show-when": {"uniform": [True]}}),
    ),
    ("/nothing: required, and no field", lambda f: f["schema"]["required"].append("nothing")),
    (
        "/grounds: required when it is hidden, or shown when it is not required",
        lambda f: fields(f)["grounds"]["x-show-when"]["power"].pop(),
    ),
    (
        "the form: a condition names power=pace-s99",
        lambda f: f["schema"]["allOf"][0]["if"]["properties"]["power"]["enum"].append("pace-s99"),
    ),
    (
        "the form: a condition that holds of fields left empty",
        lambda f: f["schema"]["allOf"][2]["if"]["required"].pop(),
    ),
]


def section(name: str) -> dict[str, str]:
    return {"id": name, "title": name}


def move(form: dict[str, Any], field: str, to: str) -> None:
    fields(form)[field]["x-section"] = to


def inner(form: dict[str, Any], repeat: str) -> dict[str, Any]:
    found: dict[str, Any] = fields(form)[repeat]["items"]["properties"]
    return found


@pytest.mark.parametrize(("fault", "spoil"), SPOILS, ids=[fault for fault, _ in SPOILS])
def test_a_spoiled_form_is_seen(fault: str, spoil: Spoil) -> None:
    form = search()
    spoil(form)
    assert any(fault in said for said in lint.faults(form)), lint.faults(form)


json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=8,
)


@given(st.sampled_from(["schema", "review", "sections", "send_back", "kind", "urgent"]), json)
def test_rubbish_is_a_fault_and_no_crash(member: str, rubbish: object) -> None:
    assert lint.faults({**search(), member: rubbish}) or isinstance(rubbish, bool | str)


@pytest.mark.parametrize("rubbish", [None, [], "form", {}, {"kind": "\ud800"}, {1: 1}])
def test_what_is_no_form_has_faults(rubbish: object) -> None:
    assert lint.faults(rubbish)
