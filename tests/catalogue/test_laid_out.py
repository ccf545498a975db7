"""A form laid out for people who agree on forms."""

from typing import Any

import pytest

from field_api.catalogue import shipped
from field_api.catalogue.rules import laid_out
from field_api.catalogue.rules.changes import fields
from field_api.catalogue.rules.laid_out import Field
from tests.catalogue.drafting import note

DOCUMENTS = list(shipped.documents())


def every(document: dict[str, Any]) -> dict[str, Field]:
    top = [one for section in laid_out.sections(document) for one in section.fields]
    return {one.pointer: one for field in top for one in (field, *field.rows)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: f"{one['kind']}-{one['version']}")
def test_no_field_of_a_shipped_form_is_left_out(document: dict[str, Any]) -> None:
    found, known = every(document), fields(document["schema"])
    assert found.keys() == known.keys()
    for at, spec in known.items():
        one = found[at]
        assert (one.label, one.marking) == (spec["title"], spec["x-marking"])
        assert bool(one.required) == bool(one.why), at
        listed = spec["items"] if spec["x-widget"] == "checks" else spec
        assert [code.code for code in one.codes] == listed.get("enum", [])


def test_what_a_field_says_of_itself() -> None:
    document = note()
    own = document["schema"]["properties"]["subject"]
    own |= {"x-show-when": {"basis": ["opinion"]}, "x-prefill": "me", "x-identifier": "handle"}
    own["x-entity"] = {"type": "person", "role": "witness", "attribute": "alias"}
    one = every(document)["/subject"]
    assert (one.kind, one.limits) == ("text", f"at most {own['maxLength']} characters")
    shown = "“How you know” is “Opinion or assessment”"
    assert (one.shown, one.prefill) == (shown, "the officer")
    assert (one.identifier, one.entity) == ("handle", "person, witness, alias")


def test_a_field_names_the_version_of_the_list_it_takes_its_codes_from() -> None:
    document = next(one for one in DOCUMENTS if "cjs-offences" in str(one))
    names = {spec["x-list"] for spec in fields(document["schema"]).values() if "x-list" in spec}
    laid = laid_out.sections(document, {"cjs-offences": 3})
    every_field = (
        one for section in laid for field in section.fields for one in (field, *field.rows)
    )
    found = {(one.list, one.list_version) for one in every_field if one.list}
    assert found == {(name, 3 if name == "cjs-offences" else 0) for name in names}


def test_what_a_form_opens_is_said_in_titles_and_labels() -> None:
    document = next(one for one in DOCUMENTS if (one["kind"], one["version"]) == ("stop-search", 3))
    others = {"arrest": {"title": "Arrest"}}
    arrest = next(one for one in laid_out.opened(document, others) if one.kind == "arrest")
    assert (arrest.title, arrest.when) == ("Arrest", "“Outcome” is “Arrest”")
    assert "Self-defined ethnicity" in arrest.copies
    assert {one.title for one in laid_out.opened(document)} == {
        "Arrest", "Public protection notice", "Use of force"
    }  # fmt: skip


def test_what_was_not_verified_is_counted_by_field() -> None:
    document = note()
    before = laid_out.unverified(document)
    basis = every(document)["/basis"]
    assert basis.unverified
    assert all(code.unverified for code in basis.codes)
    own = document["schema"]["properties"]["basis"]
    del own["x-seed"]
    own["x-seed-values"] = ["opinion"]
    codes = {one.code: one.unverified for one in every(document)["/basis"].codes}
    assert codes == {"observed": False, "reported": False, "opinion": True}
    assert laid_out.unverified(document) == before
    del own["x-seed-values"]
    assert laid_out.unverified(document) == before - 1


@pytest.mark.parametrize(
    ("mode", "hours", "said"),
    [
        ("none", None, "Not read by a second person"),
        ("after", None, "Sent at once, read afterwards, by supervisor or force admin"),
        ("sample", 48, "5 % drawn and read afterwards, within 48 hours, by supervisor"),
    ],
    ids=["none", "after", "sample"],
)
def test_a_review_in_a_line(mode: str, hours: int | None, said: str) -> None:
    review = {"mode": mode, "percent": 5, "within_hours": hours}
    roles = ["supervisor", "force_admin"]
    assert laid_out.reviewed({**review, "roles": roles}).startswith(said)
