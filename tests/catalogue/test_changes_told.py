"""Changes are told in the words of the form: labels and titles, and no document in braces."""

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest

from field_api.catalogue import lint, shipped
from field_api.catalogue.rules.changes import Change, changes, fields
from field_api.catalogue.rules.changes.runs import Run, runs
from tests.catalogue.drafting import note

DOCUMENTS = sorted(shipped.documents(), key=lambda one: (one["kind"], one["version"]))
OTHERS = {one["kind"]: one for one in DOCUMENTS}
PAIRS = [(old, new) for old, new in pairwise(DOCUMENTS) if old["kind"] == new["kind"]]
Edit = Callable[[dict[str, Any]], object]


def shipped_form(kind: str, version: int) -> dict[str, Any]:
    wanted = (kind, version)
    return deepcopy(next(one for one in DOCUMENTS if (one["kind"], one["version"]) == wanted))


def told(edit: Edit, old: dict[str, Any] | None = None) -> list[Change]:
    old = old or note()
    new = deepcopy(old)
    edit(new)
    assert lint.faults(old) == lint.faults(new) == []
    return list(changes(old, new, OTHERS))


def only(edit: Edit, old: dict[str, Any] | None = None) -> Change:
    (found,) = told(edit, old)
    return found


def prop(document: dict[str, Any], at: str) -> dict[str, Any]:
    found: dict[str, Any] = fields(document["schema"])[at]
    return found


def speaks_plainly(one: Change, old: dict[str, Any], new: dict[str, Any]) -> None:
    for value in (one.before, one.after):
        assert value is None or isinstance(value, str | bool | int | float), one
        assert not str(value).startswith(("{", "[")), one
    assert "says of" not in one.what, one
    if one.pointer:
        titles = {
            fields(form["schema"]).get(one.pointer, {}).get("title") for form in (old, new)
        } - {None}
        assert any(f"“{title}”" in one.what for title in titles), one


def test_there_are_pairs_of_versions_to_tell_of() -> None:
    assert len(PAIRS) >= 10


@pytest.mark.parametrize(
    ("old", "new"), PAIRS, ids=[f"{new['kind']}-{new['version']}" for _, new in PAIRS]
)
def test_every_shipped_change_is_told_in_words(old: dict[str, Any], new: dict[str, Any]) -> None:
    for before, after in ((old, new), (new, old)):
        for one in changes(before, after, OTHERS):
            speaks_plainly(one, before, after)
        assert changes(before, after, OTHERS) == changes(before, after, OTHERS)


def test_forms_that_have_little_in_common_are_told_in_words_too() -> None:
    """Another way of asking, under the same name, brings members of every sort with it."""
    for old, new in pairwise(DOCUMENTS):
        for one in changes(old, {**new, "kind": old["kind"]}, OTHERS):
            speaks_plainly(one, old, new)


def test_what_a_form_has_come_to_open_and_copy() -> None:
    old, new = shipped_form("stop-search", 2), shipped_form("stop-search", 3)
    found = {one.what: one for one in changes(old, new, OTHERS)}
    arrest = found.pop("Opens “Arrest” when “Outcome” is “Arrest”: new")
    assert "Copies “Where”, “Incident reference”, “Self-defined" in str(arrest.after)
    assert (arrest.kind, arrest.before) == ("policy", None)
    assert set(found) == {
        f"Opens “Public protection notice” when {case} is yes: copies “Self-defined ethnicity”"
        " and “Officer-defined ethnicity” as well"
        for case in ("“Safeguarding concern”", "“Person is, or looks, under 18”")
    }
    back = [one.what for one in changes(new, old, OTHERS)]
    assert "No longer opens “Arrest” when “Outcome” is “Arrest”" in back
    assert sum("no longer copies “Self-defined ethnicity”" in one for one in back) == 2


def test_the_order_in_which_a_kept_document_has_its_members_changes_nothing() -> None:
    """PostgreSQL keeps JSON by the length of its keys."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: kept(value[key]) for key in sorted(value, key=lambda one: (len(one), one))}
        return [kept(one) for one in value] if isinstance(value, list) else value

    for old, new in PAIRS:
        assert changes(kept(old), old, OTHERS) == ()
        assert changes(kept(old), kept(new), OTHERS) == changes(old, new, OTHERS)


def test_what_else_moves_of_what_a_form_opens() -> None:
    form = shipped_form("stop-search", 3)
    case = "Opens “Use of force” when “Handcuffs or other force used” is yes"

    def say(document: dict[str, Any]) -> None:
        document["opens"][0]["say"] = "Record it."

    def other(document: dict[str, Any]) -> None:
        document["opens"][0]["copy"]["surname"] = "given_names"

    assert only(say, form).what == f"{case}: what it says then"
    said = only(other, form)
    assert said.what == f"{case}: “Surname” is copied from another field"
    assert (said.before, said.after) == ("“Surname”", "“Given names”")
    few = only(lambda document: [document["opens"][0]["copy"].pop(one) for one in (
        "surname", "given_names", "dob", "bwv_clip")], form)  # fmt: skip
    assert few.what == f"{case}: no longer copies 4 fields"
    assert few.before == "“Given names”, “Surname”, “Date of birth” and “Clip reference”"
    turned = only(lambda document: document["opens"].reverse(), form)
    assert turned.what == "The forms it opens stand in another order"


@pytest.mark.parametrize(
    ("key", "stated", "what"),
    [
        ("within_hours", 72, "Read within 72 hours, no longer within 168 hours"),
        ("within_hours", None, "Read without a limit of time, no longer within 168 hours"),
        ("percent", 50, "How many are drawn"),
        ("mode", "before", "When an entry is read"),
        ("roles", ["supervisor", "inspector", "intel"], "May be read by intel as well"),
        ("roles", ["supervisor"], "No longer read by inspector"),
        ("roles", ["inspector", "supervisor"], "Those who read an entry stand in another order"),
    ],
    ids=["hours", "no-hours", "percent", "mode", "more", "fewer", "order"],
)
def test_what_moves_of_a_review(key: str, stated: object, what: str) -> None:
    form = shipped_form("stop-search", 3)
    said = only(lambda document: document["review"].update({key: stated}), form)
    assert said.what == what


def test_reasons_come_go_and_are_worded_otherwise() -> None:
    def edit(document: dict[str, Any]) -> None:
        document["send_back"][0]["label"] = "Grounds say too little"
        document["send_back"].append({"code": "too-late", "label": "Written too late"})
        document["reject"].pop(0)

    found = [one.what for one in told(edit, shipped_form("stop-search", 3))]
    assert found == [
        "Sent back for “Written too late”: new",
        "Sent back for “Grounds say too little”: worded otherwise",
        "No longer rejected for “Written twice”",
    ]


def test_sections_come_and_are_called_otherwise() -> None:
    def edit(document: dict[str, Any]) -> None:
        document["sections"][0] |= {"title": "Place and time", "warn": "Mind the road."}
        document["sections"].reverse()

    old = shipped_form("stop-search", 3)
    assert [one.what for one in told(edit, old)] == [
        "The section “Place and time”: its title",
        "The section “Place and time”: its warning",
        "The sections stand in another order",
    ]


@pytest.mark.parametrize(
    ("member", "stated", "before", "after"),
    [
        ("routes_only", [], "Wherever entries are routed", "None"),
        ("routes_only", ["a", "b"], "Wherever entries are routed", "Those of a and b only"),
        (
            "files",
            {"accept": False, "instead": "Book it in."},
            "Photos and files may be added",
            "Photos and files may not be added. Book it in.",
        ),
    ],
    ids=["nowhere", "some", "files"],
)
def test_where_it_may_go_and_what_it_takes_along(
    member: str, stated: object, before: str, after: str
) -> None:
    said = only(lambda document: document.update({member: stated}))
    assert (said.kind, said.before, said.after) == ("policy", before, after)


def test_what_a_group_reads_goes_nowhere_unless_its_form_says_where() -> None:
    old, new = shipped_form("prevent-referral", 1), shipped_form("prevent-referral", 2)
    (said,) = (one for one in changes(old, new) if one.what == "Which systems may be told at all")
    assert (said.before, said.after) == ("None", "Those of counter-terrorism-policing only")


def test_what_is_asked_for_asks_more() -> None:
    def ask(say: str) -> Edit:
        return lambda document: prop(document, "/subject").update({"x-asked": say})

    assert (only(ask("Why?")).kind, only(ask("Why?")).after) == ("asks-more", "Why?")
    old = note()
    ask("Why?")(old)
    assert only(ask("Why not?"), old).kind == "words"
    assert only(lambda document: prop(document, "/subject").pop("x-asked"), old).kind == "widens"


def test_when_a_field_is_shown_and_asks_back_is_told_in_labels() -> None:
    def edit(document: dict[str, Any]) -> None:
        prop(document, "/subject")["x-show-when"] = {"basis": ["opinion", "reported"]}
        prop(document, "/subject")["x-prompts"] = [
            {"say": "Is that all?", "shorter_than": 9},
            {"say": "Who is that?", "contains": ["somebody", "someone"]},
        ]

    found = {one.what: one for one in told(edit)}
    shown = found["“Heading”: when it is shown"]
    labels = prop(note(), "/basis")["x-labels"]
    assert (shown.before, shown.after) == (
        "always",
        f"when “How you know” is “{labels['reported']}” or “Opinion or assessment”",
    )
    asked = [one.after for one in told(edit) if one.what == "“Heading” asks back"]
    assert asked == [
        "Is that all? (when it is shorter than 9 characters)",
        "Who is that? (when it says “somebody” or “someone”)",
    ]


def test_another_label_for_what_a_condition_names_asks_nobody_more() -> None:
    said = told(lambda document: prop(document, "/power").update(title="Power"),
                shipped_form("stop-search", 3))  # fmt: skip
    assert [(one.kind, one.what) for one in said] == [("words", "“Power”: its label")]


def test_numbers_anew_are_one_line_and_a_field_that_moves_is_named() -> None:
    form = shipped_form("stop-search", 3)

    def renumber(document: dict[str, Any]) -> None:
        for spec in document["schema"]["properties"].values():
            spec["x-order"] += 1

    def move(document: dict[str, Any]) -> None:
        prop(document, "/dob")["x-order"] = prop(document, "/phone")["x-order"] + 1

    assert only(renumber, form).what == "Places are numbered anew; the order stays"
    said = only(move, form)
    assert (said.pointer, said.what, said.before) == (
        "/dob", "“Date of birth” stands after “Phone”", "after “Surname”"
    )  # fmt: skip


def test_the_rows_of_a_new_list_ask_nobody_who_has_begun() -> None:
    old, new = shipped_form("domestic-abuse", 1), shipped_form("domestic-abuse", 2)
    found = changes(old, new, OTHERS)
    said = next(one for one in found if one.pointer == "/more_questions/*/question")
    assert said.what == "“Number on the card” of “More questions” is asked, and required in each"
    assert said.kind == "widens"
    assert sum(one.pointer == "/q3" for one in found) == 1


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("one two three", "one 2 three", ["two"], ["2"]),
        ("one two", "one two three", [], ["three"]),
        ("", "new", [], ["new"]),
        ("all of this", "something else entirely", ["all of this"], ["something else entirely"]),
        (" led by a blank", "led by a blank", [" led by a blank"], ["led by a blank"]),
    ],
    ids=["one", "more", "new", "unlike", "blank"],
)
def test_words_that_differ(before: str, after: str, gone: list[str], come: list[str]) -> None:
    sides = runs(before, after)
    assert ["".join(run.text for run in side) for side in sides] == [before, after]

    def differs(side: tuple[Run, ...]) -> list[str]:
        return [run.text for run in side if run.differs]

    if before.strip() == after.strip():
        assert "".join(differs(sides[0])).strip() == ""
        return
    assert [differs(side) for side in sides] == [gone, come]
