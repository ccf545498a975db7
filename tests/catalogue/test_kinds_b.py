"""Statements, protection, exploitation, fraud: what these forms must hold, and must never."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from field_api.catalogue import rules, shipped
from tests.catalogue import bodies

Fields = dict[str, dict[str, Any]]

CONTACT = {"address", "postcode", "phone", "email", "dob"}
URGENT = ("domestic-abuse", "public-protection-notice", "missing-person", "exploitation-concern")
OPENED = [
    (document["kind"], other["kind"], number)
    for document in map(bodies.document, bodies.KINDS)
    for number, other in enumerate(document.get("opens", ()))
]


def fields(kind: str) -> Fields:
    found: Fields = bodies.document(kind)["schema"]["properties"]
    return found


def all_fields(of: Fields) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, spec in of.items():
        yield name, spec
        if spec["x-widget"] == "repeat":
            yield from all_fields(spec["items"]["properties"])


def attribute(name: str, spec: dict[str, Any]) -> str:
    return str(spec.get("x-entity", {}).get("attribute", name))


@pytest.mark.parametrize("here, there, number", OPENED)
def test_what_a_form_hands_on_fits_where_it_lands(here: str, there: str, number: int) -> None:
    body, given = shipped.example(here, "valid"), bodies.document(here)["opens"][number]["copy"]
    filled: dict[str, Any] = {}
    for to, of in given.items():
        put(filled, to, body, of)
    assert {to.partition(".")[0] for to in given} <= set(fields(there))
    assert {code for _, code in bodies.told(there, filled)} <= {"required"}


def put(filled: dict[str, Any], to: str, body: dict[str, Any], of: str) -> None:
    """As a handset does: `list.field` is that field of the list's first row."""
    (name, _, inner), (ours, _, part) = to.partition("."), of.partition(".")
    if ours not in body:
        return
    answer = body[ours][0][part] if part else body[ours]
    if inner:
        filled.setdefault(name, [{}])[0][inner] = answer
    else:
        filled[name] = answer


def test_the_page_that_is_disclosed_holds_no_contact_details() -> None:
    front = {attribute(*one) for one in all_fields(fields("statement"))}
    rear = {attribute(*one) for one in all_fields(fields("statement-rear"))}
    assert not CONTACT & front
    assert rear >= CONTACT


def test_the_rear_page_has_only_a_name_and_a_case_in_common_with_the_front() -> None:
    both = set(fields("statement")) & set(fields("statement-rear"))
    assert both == {"surname", "given_names", "urn"}


def test_a_rear_page_is_opened_however_a_statement_was_signed() -> None:
    (rear,) = bodies.document("statement")["opens"]
    assert rear["when"] == {"signing": fields("statement")["signing"]["enum"]}


def test_a_statement_can_be_kept_unsigned_and_says_so() -> None:
    """CJA 1967 s.9(2)(a) asks for a signature of what is tendered, not of what was said."""
    body = shipped.example("statement", "minimal")
    signed = {"signing": "here", "declaration": "cja-1967-s9"}
    assert bodies.told("statement", body | signed) == [("/signature", "required")]
    assert bodies.told("statement", body) == []


def test_both_signatures_of_the_example_stand_over_its_words() -> None:
    body, now = shipped.example("statement", "valid"), datetime(2026, 3, 2, tzinfo=UTC)
    form = bodies.form("statement")
    assert rules.warnings(form, body, now) == []
    changed = rules.warnings(form, {**body, "text": "I saw nothing."}, now)
    assert {one.pointer for one in changed} == {"/signature", "/witness_signature"}


def test_contact_details_in_a_statement_are_asked_about_and_never_stopped() -> None:
    body = {**shipped.example("statement", "minimal"), "text": "I live at 1 Example Road."}
    (asked,) = rules.warnings(bodies.form("statement"), body, datetime(2026, 3, 2, tzinfo=UTC))
    assert (asked.pointer, "rear page" in asked.detail) == ("/text", True)


def test_an_exploitation_concern_takes_no_files_and_says_what_to_do_instead() -> None:
    files = bodies.document("exploitation-concern")["files"]
    assert files["accept"] is False
    assert all(word in files["instead"] for word in ("Seize", "words only", "POLIT", "CAID"))


def test_words_that_blame_a_child_are_asked_about() -> None:
    body = shipped.example("exploitation-concern", "minimal") | {
        "concern": "She sees older men, which is a lifestyle choice she makes again and again."
    }
    form = bodies.form("exploitation-concern")
    (asked,) = rules.warnings(form, body, datetime(2026, 3, 2, tzinfo=UTC))
    assert "cannot agree to being exploited" in asked.detail


@pytest.mark.parametrize(
    ("kind", "group"), [("prevent-referral", "prevent"), ("source-record", "source")]
)
def test_it_names_the_group_that_reads_it_and_all_of_it_is_sensitive(kind: str, group: str) -> None:
    document = bodies.document(kind)
    assert (bodies.form(kind).group, document["marking"]) == (group, "OFFICIAL-SENSITIVE")
    assert "files" not in document


def test_nothing_of_a_source_is_offered_for_recognition() -> None:
    """What is looked for elsewhere, or shown as known, tells others that somebody is a source."""
    named = {"x-entity", "x-identifier"}
    assert [name for name, spec in all_fields(fields("source-record")) if named & set(spec)] == []


def test_a_covert_relationship_ends_the_writing() -> None:
    """RIPA 2000 Part II: for the dedicated source unit only."""
    source = fields("source-record")
    hidden = [name for name, spec in source.items() if spec["x-section"] in ("source", "risk")]
    for name in hidden:
        assert "yes" not in source[name]["x-show-when"]["covert_relationship"]


def test_the_questions_are_numbers_without_words() -> None:
    """The wording is licensed: no copy of it may be in what is shipped."""
    asked = {name: spec for name, spec in fields("domestic-abuse").items() if name[1:].isdigit()}
    assert list(asked) == [f"q{number}" for number in range(1, 28)]
    for name, spec in asked.items():
        assert (spec["title"], spec["enum"]) == (
            f"Question {name[1:]}",
            ["yes", "no", "never", "sometimes", "often", "always", "not-known"],
        )
        assert "description" not in spec
        assert (
            fields("domestic-abuse")[f"{name}_note"]["title"] == f"Comment on question {name[1:]}"
        )


@pytest.mark.parametrize("kind", URGENT)
def test_it_goes_first_and_is_looked_at_in_the_same_shift(kind: str) -> None:
    form = bodies.form(kind)
    assert (form.urgent, form.review.mode, form.review.within_hours) == (True, "after", 8)


@pytest.mark.parametrize(
    ("kind", "grade"),
    [
        ("domestic-abuse", "risk_grade"),
        ("public-protection-notice", "grade"),
        ("missing-person", "risk_level"),
        ("exploitation-concern", "grade"),
    ],
)
def test_a_grade_is_given_by_whoever_writes_whatever_else_is_said(kind: str, grade: str) -> None:
    """DPA 2018 s.49: no decision by machine alone."""
    body = shipped.example(kind, "valid")
    for code in fields(kind)[grade]["enum"]:
        assert bodies.told(kind, {**body, grade: code}) == []


def test_the_advice_that_was_verified_is_told_from_the_rest() -> None:
    advice = fields("protect-advice")["advice"]
    verified = set(advice["items"]["enum"]) - set(advice["x-seed-values"])
    labels = " ".join(advice["items"]["x-labels"][code] for code in verified)
    for known in ("7726", "report@phishing.gov.uk", "0300 123 2040", "any hour"):
        assert known in labels


@pytest.mark.parametrize(
    "kind",
    [*URGENT, "statement", "statement-rear", "fraud-report", "prevent-referral", "source-record"],
)
def test_every_field_of_a_person_is_sensitive(kind: str) -> None:
    people = {"surname", "given_names", "alias", "dob", "address", "postcode", "phone", "email"}
    spoken = [(name, spec) for name, spec in all_fields(fields(kind)) if name in people]
    assert spoken
    assert {spec["x-marking"] for _, spec in spoken} == {"OFFICIAL-SENSITIVE"}


@pytest.mark.parametrize("kind", bodies.KINDS)
def test_every_field_of_a_new_kind_says_where_it_comes_from(kind: str) -> None:
    document = bodies.document(kind)
    for name, spec in all_fields(document["schema"]["properties"]):
        assert {"x-source", "x-required-by"} & set(spec), name
