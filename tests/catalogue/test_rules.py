from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.catalogue import rules, shipped
from field_api.catalogue.rules.faults import PROBLEMS_TOLD
from tests.catalogue import bodies

NOW = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(["person", "cjpoa-s60", "C", "2026-03-01T22:14:00Z", "0000-01-01"])
)
json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(bodies.KINDS), json)
def test_nothing_sent_as_a_body_breaks_us(kind: str, body: object) -> None:
    for problem in rules.problems(bodies.form(kind), body):
        assert problem.code and problem.detail


@given(st.data())
def test_rubbish_anywhere_in_a_real_body_is_told_once_a_place(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(bodies.KINDS))
    body = deepcopy(shipped.example(kind, "valid"))
    for at in data.draw(st.sets(st.sampled_from(list(bodies.places(body))), max_size=4)):
        with suppress(LookupError, TypeError, ValueError):  # what stood above it is replaced
            bodies.change(body, at, data.draw(json))
    told = rules.problems(bodies.form(kind), body)
    assert len({one.pointer for one in told}) == len(told)
    if not told:
        rules.warnings(bodies.form(kind), body, NOW)


@pytest.mark.parametrize("rubbish", [None, 7, "text", [], True, 1e400, 10**500])
def test_what_is_no_object_is_one_problem(rubbish: object) -> None:
    assert bodies.told("note", rubbish) == [("", "type")]


def test_what_is_no_json_is_unreadable() -> None:
    for rubbish in ({"text": "\ud800"}, {1: 2}, {"text": b"bytes"}, {"text": object()}):
        assert bodies.told("note", rubbish) == [("", "unreadable")]


def test_nesting_has_a_floor() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"text": deep}
    assert bodies.told("note", deep) == [("", "unreadable")]


def test_numbers_have_no_end_and_do_no_harm() -> None:
    far = {"latitude": 10**4000, "longitude": float("inf")}
    assert bodies.told("note", {"text": "Seen.", "place": far}) == [
        ("/place/latitude", "too-large"),
        ("/place/longitude", "type"),
    ]


def test_all_problems_are_told_at_once_in_the_forms_order() -> None:
    body = {"grounds": "Drugs", "extent": 4, "found": [{"article": "x"}, {}], "power": "pace-s1"}
    assert bodies.told("stop-search", body) == [
        ("/search_type", "required"),
        ("/started_at", "required"),
        ("/place", "required"),
        ("/object_of_search", "required"),
        ("/grounds", "too-short"),
        ("/self_defined_ethnicity", "required"),
        ("/officer_defined_ethnicity", "required"),
        ("/extent", "type"),
        ("/searching_officer", "required"),
        ("/found/1/article", "required"),
        ("/outcome", "required"),
    ]


@pytest.mark.parametrize(
    ("kind", "change", "detail"),
    [
        ("stop-search", {"grounds": "Drugs"}, "Grounds: at least 10 characters"),
        ("stop-search", {"found": [{}]}, "Found 1, Article: required"),
        ("stop-search", {"place": {}}, "Where: needs Described as, or Latitude and Longitude"),
        ("stop-search", {"other_objects": ["x"]}, "Also looking for 1: choose from the list"),
        ("note", {"text": " "}, "Note: must not be blank"),
        ("note", {"basis": 1}, "How you know: must be text"),
        ("note", {"a/b~c": 1}, "a/b~c: not a field of this form"),
        (
            "note",
            {"occurred_at": "today"},
            "When it happened: must be a date and time with its offset, as 2026-03-01T14:05:00Z",
        ),
    ],
)
def test_a_problem_reads_as_the_officer_sees_the_form(
    kind: str, change: dict[str, Any], detail: str
) -> None:
    body = {**shipped.example(kind, "minimal"), **change}
    assert [one.detail for one in rules.problems(bodies.form(kind), body)] == [detail]


def test_a_required_field_names_its_law() -> None:
    body = shipped.example("stop-search", "minimal")
    del body["started_at"]
    (problem,) = rules.problems(bodies.form("stop-search"), body)
    assert problem.detail == "Search began: required by PACE 1984 s.3(6)(a)(iii)"


def test_a_value_is_never_repeated_in_a_problem() -> None:
    body = {"text": "Seen.", "basis": "SECRET", "persons": [{"role": "SECRET", "dob": "SECRET"}]}
    told = rules.problems(bodies.form("note"), body)
    assert len(told) == 3
    assert "SECRET" not in str(told)


def test_a_pointer_escapes_as_rfc_6901_says() -> None:
    assert bodies.told("note", {"text": "Seen.", "a/b~c": 1}) == [("/a~1b~0c", "unknown-field")]


def test_the_answer_to_a_flood_is_short() -> None:
    flood = {f"field{number}": number for number in range(5_000)}
    assert len(bodies.told("note", {**flood, "text": "Seen."})) == PROBLEMS_TOLD
    people = [{"role": number} for number in range(5_000)]
    assert len(bodies.told("note", {"text": "Seen.", "persons": people})) <= PROBLEMS_TOLD


def test_the_policy_of_each_kind() -> None:
    note, search, report = (bodies.form(k) for k in ("note", "stop-search", "intelligence-report"))
    assert (note.review.mode, note.review.percent) == (rules.Mode.SAMPLE, 10)
    assert (search.review.mode, search.review.within_hours) == (rules.Mode.AFTER, 168)
    assert (report.review.mode, report.review.roles) == (rules.Mode.BEFORE, ("intel", "supervisor"))
    assert not any(form.review.by_author for form in (note, search, report))
    assert [form.marking for form in (note, search)] == ["OFFICIAL", "OFFICIAL-SENSITIVE"]


def test_a_form_cannot_make_us_fetch_a_schema() -> None:
    document = bodies.document()
    document["schema"] = {"$ref": "https://example.test/schema.json"}
    with pytest.raises(ValueError, match="example"):
        rules.compiled(document)


def test_what_raises_a_share_is_nothing_unless_a_form_says_it() -> None:
    document = bodies.document()
    closer = {"first": 5, "returned_percent": 20, "returned_days": 90}
    plain = rules.compiled(document).review
    assert (plain.first, plain.returned_percent, plain.returned_days) == (0, 0, 0)
    raised = rules.compiled({**document, "review": {**document["review"], **closer}}).review
    assert {name: getattr(raised, name) for name in closer} == closer


def test_weak_grounds_are_asked_about_and_not_refused() -> None:
    body = {
        **shipped.example("stop-search", "minimal"),
        "grounds": "Known to Police, in a high crime area, smell of cannabis.",
    }
    form = bodies.form("stop-search")
    assert rules.problems(form, body) == []
    assert [(one.pointer, one.code) for one in rules.warnings(form, body, NOW)] == [
        ("/grounds", "prompt")
    ] * 3


def test_good_grounds_are_left_alone() -> None:
    body = shipped.example("stop-search", "valid")
    assert rules.warnings(bodies.form("stop-search"), body, NOW) == []


def test_the_future_is_asked_about() -> None:
    ahead = (NOW + timedelta(hours=1)).isoformat()
    body = {
        "text": "Seen.",
        "occurred_at": ahead,
        "persons": [{"role": "witness", "dob": "2026-03-02"}],
    }
    told = rules.warnings(bodies.form("note"), body, NOW)
    assert [(one.pointer, one.code) for one in told] == [
        ("/occurred_at", "in-future"),
        ("/persons/0/dob", "in-future"),
    ]
    assert told[1].detail == "People 1, Date of birth: lies in the future"


def test_a_handset_a_little_fast_is_not_asked() -> None:
    body = {"text": "Seen.", "occurred_at": (NOW + timedelta(minutes=4)).isoformat()}
    assert rules.warnings(bodies.form("note"), body, NOW) == []


@pytest.mark.parametrize("moment", ["0000-01-01T00:00:00Z", "2016-12-31T23:59:60Z"])
def test_a_moment_python_cannot_hold_is_no_crash(moment: str) -> None:
    body = {"text": "Seen.", "occurred_at": moment}
    assert rules.problems(bodies.form("note"), body) == []
    assert rules.warnings(bodies.form("note"), body, NOW) == []
