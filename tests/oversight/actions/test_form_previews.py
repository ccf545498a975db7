"""What a version would break, and how what was written would fare under it."""

from collections.abc import Callable
from typing import Any

import pytest

from field_api.catalogue import actions as catalogue
from field_api.catalogue import shipped
from field_api.catalogue.actions import form_drafts
from field_api.catalogue.rules.changes import changes
from field_api.ledger.models import Event
from field_api.mapping import actions as mapping
from field_api.mapping.rules import Engine
from field_api.oversight.actions.form_effects import effects
from field_api.oversight.actions.form_previews import preview, tried
from field_api.submissions.models import Submission
from tests import handset, make, written
from tests.catalogue.drafting import admin, note
from tests.submissions import journeys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published() -> None:
    written.forms()


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        del document["schema"]["properties"][name]
    return document


def newest(kind: str) -> dict[str, Any]:
    found = form_drafts.newest_of(kind)
    assert found is not None
    return dict(found.document)


def told(kind: str, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> list[tuple[str, str]]:
    old, new = newest(kind), edit(newest(kind))
    return [(one.who, one.pointer) for one in effects(new, changes(old, new))]


def test_a_field_that_goes_is_missed_by_the_mapping_that_names_it() -> None:
    system = make.system()
    made = mapping.draft(
        system=system,
        kind="note",
        engine=Engine.JMESPATH.value,
        document={"text": "body.text", "heading": "body.subject"},
        by=make.supervisor(),
    )
    who = f"Records, mapping version {made.version} (a draft)"
    assert told("note", lambda one: without(one, "subject")) == [(who, "/subject")]
    assert told("note", lambda one: without(one, "basis")) == []


def test_a_mapping_made_by_code_says_so() -> None:
    written.systems()
    found = told("stop-search", lambda one: without(one, "grounds"))
    systems = [(who, at) for who, at in found if "mapping" in who]
    assert ("Stop-Search, mapping version 1 (in use)", "/grounds") in systems
    assert ("Records, mapping version 1 (in use)", "") in systems


def test_a_return_says_what_it_is_drawn_by() -> None:
    found = told("stop-search", lambda one: without(one, "started_at"))
    assert ("The return Stop and search", "/started_at") in found
    found = told("stop-search", lambda one: without(one, "grounds"))
    assert ("The return Stop and search", "") in found


def test_a_form_that_opens_it_copies_into_nothing() -> None:
    opening = next(form for form in catalogue.current_forms() if form.document.get("opens"))
    opened = opening.document["opens"][0]
    there = next(iter(opened["copy"]))
    found = told(opened["kind"], lambda one: without(one, there))
    assert (opening.title, f"/{there}") in found


def test_what_it_opens_itself_is_looked_at_as_it_is_now() -> None:
    opens = [
        {"kind": "note", "when": {"x": ["y"]}, "say": "s", "copy": {"no_such_field": "text"}},
        {"kind": "nothing", "when": {"x": ["y"]}, "say": "s", "copy": {}},
    ]
    found = [one.what for one in effects({**note(), "opens": opens}, [])]
    assert found == [
        "copies into no_such_field, which Note does not ask",
        "opens nothing, which nobody is offered",
    ]


def test_what_was_written_is_tried_and_only_counted() -> None:
    phone, by = handset.of(), admin()
    for text in ("zzfirst", "zzsecond"):
        journeys.send(phone, written.NOTE, body=written.body(text=text, subject="zzheading"))
    before = Event.objects.count()
    document = without(note(), "subject")
    document["schema"]["properties"]["text"]["minLength"] = 8
    found = tried(document=document, by=by)
    assert (found.tried, found.refused, found.lose) == (2, 1, 2)
    assert [(one.where, one.code, one.count) for one in found.reasons] == [("Note", "too-short", 1)]
    assert "zz" not in repr(found)
    assert Event.objects.count() == before


def test_a_question_is_counted_once_an_entry_whichever_row_it_is_about() -> None:
    phone = handset.of()
    persons = [{"role": "witness", "surname": surname} for surname in ("Sample", "Example")]
    sent = journeys.send(phone, written.NOTE, body=written.body(persons=persons))
    assert sent.head is not None
    assert sent.head.problems == []
    document = note()
    rows = document["schema"]["properties"]["persons"]["items"]["properties"]
    rows["surname"]["x-prompts"] = [{"say": "Spelt so?"}]
    rows["surname"]["maxLength"] = 6
    found = tried(document=document, by=admin())
    assert [(one.where, one.words, one.count) for one in found.reasons] == [
        ("People, Surname", "too long", 1)
    ]


def test_entries_of_others_are_not_even_counted() -> None:
    journeys.send(handset.of())
    assert tried(document=note(), by=admin()).tried == 1
    assert tried(document=note(), by=admin("35")).tried == 0
    Submission.objects.update(groups=["34:source-unit"])
    assert tried(document=note(), by=admin()).tried == 0


def test_a_kind_that_is_new_changes_nothing() -> None:
    found = preview(document=note(kind="weather"), by=admin())
    assert (found.before, found.changes, found.trial.tried) == (None, (), 0)


def test_every_shipped_form_can_be_previewed() -> None:
    by = admin()
    for document in shipped.documents():
        assert preview(document=document, by=by).trial.tried == 0
