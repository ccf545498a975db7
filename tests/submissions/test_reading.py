"""Bodies laid out by their forms: whatever they hold, they can be read."""

from typing import Any

import pytest

from field_api.catalogue import actions as catalogue
from field_api.catalogue import rules, shipped
from field_api.catalogue.rules import Form
from field_api.submissions.reading import Answer, answers, sections

FORMS = {document["kind"]: rules.compiled(document) for document in shipped.documents()}
SEARCH, NOTE = FORMS["stop-search"], FORMS["note"]


def shown(form: Form, body: dict[str, Any], **other: Any) -> dict[str, Answer]:
    return {one.pointer: one for part in sections(form, body, **other) for one in part.answers}


def blanks(form: Form, body: dict[str, Any]) -> set[str]:
    return {one.pointer for part in sections(form, body) for one in part.blanks}


def test_codes_are_read_by_their_labels() -> None:
    body = {"power": "pace-s1", "other_objects": ["stolen-goods", "firearms"], "uniform": False}
    found = shown(SEARCH, body)
    assert found["/power"].text == "Police and Criminal Evidence Act 1984 (section 1)"
    assert found["/other_objects"].lines == ("Stolen goods", "Firearms")
    assert found["/uniform"].text == "No"


def test_moments_are_read_in_local_time_and_places_with_their_position() -> None:
    place = {"text": "The bridge", "latitude": 52.2, "longitude": -0.9, "accuracy_m": 8}
    body = {"started_at": "2026-07-01T21:30:00Z", "dob": "2004-05-06", "place": place}
    found = shown(SEARCH, body)
    assert found["/started_at"].text == "1 Jul 2026, 22:30"
    assert found["/dob"].text == "6 May 2004"
    assert found["/place"].text == "The bridge\n52.2, -0.9, within 8 m"


def test_sections_and_fields_come_in_the_order_of_the_form() -> None:
    body = {"outcome": "bu-arrest", "search_type": "person", "ended_at": "x", "started_at": "y"}
    titles = [part["title"] for part in SEARCH.document["sections"]]
    found = [titles.index(part.title) for part in sections(SEARCH, body)]
    assert found == sorted(found)
    first = sections(SEARCH, body)[0].answers
    assert [one.pointer for one in first][:3] == ["/search_type", "/started_at", "/ended_at"]


def test_what_the_law_asks_for_is_shown_though_left_out() -> None:
    found = shown(SEARCH, {"search_type": "person", "power": "pace-s1"})
    assert found["/grounds"].blank and found["/grounds"].missing
    assert "PACE 1984 s.3(6)" in found["/grounds"].law


def test_a_field_the_form_did_not_open_is_not_asked_after() -> None:
    body = {"search_type": "person", "power": "cjpoa-s60"}
    assert "/grounds" not in shown(SEARCH, body)
    assert "/authorisation_ref" in shown(SEARCH, body)
    assert {"/vrm", "/grounds"}.isdisjoint(blanks(SEARCH, body))
    assert "/gender" in blanks(SEARCH, body)


def test_a_blank_field_that_was_spoken_of_is_kept_in_sight() -> None:
    assert "/gender" in shown(SEARCH, {}, keep={"/gender"})


def test_each_one_of_a_repeat_is_laid_out_and_labelled() -> None:
    body = {"found": [{"article": "Knife", "seized": True}, {"article": "Phone"}]}
    (first, second) = shown(SEARCH, body)["/found"].items
    assert [one.pointer for one in first] == ["/found/0/article", "/found/0/seized"]
    assert second[0].text == "Phone"


@pytest.mark.parametrize("value", [None, 3, [1, "a"], {"x": 1}, [[]], "2026-99-99", True, {}])
@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.django_db
def test_a_body_of_the_wrong_shape_is_still_read(kind: str, value: Any) -> None:
    form = FORMS[kind]
    body = dict.fromkeys(form.schema["properties"], value)
    assert sections(form, body)
    answers(form, body)


def test_what_is_not_on_the_form_is_shown_as_it_was_sent() -> None:
    found = sections(NOTE, {"text": "Seen.", "mood": {"a": [1]}})[-1]
    assert found.title == "Not on the form"
    assert found.answers[0].text == '{"a": [1]}'


TICKET = rules.compiled(
    {
        **NOTE.document,
        "sections": [{"id": "what", "title": "What happened"}],
        "schema": {
            "type": "object",
            "properties": {
                "speed": {"title": "Speed", "x-widget": "number", "x-unit": "mph"},
                "offence": {"title": "Offence", "x-widget": "code", "x-list": "colours"},
                "signed": {"title": "Signed", "x-widget": "signature"},
            },
        },
    }
)


@pytest.mark.django_db
def test_a_code_of_a_list_is_read_by_its_name_and_one_of_none_as_it_stands() -> None:
    colours = {"list": "colours", "title": "Colours", "source": "made up", "licence": "none"}
    catalogue.publish_list(
        document={**colours, "unverified": True, "codes": [["r", "Red"]]}, by="x"
    )
    assert [one.text for one in answers(TICKET, {"offence": "r"})] == ["Red (r)"]
    assert [one.text for one in answers(TICKET, {"offence": "new"})] == ["new"]


def test_a_number_is_read_with_what_it_counts_and_a_signature_by_who_gave_it_when() -> None:
    signed = {"name": "Sam Example", "signed_at": "2026-07-01T21:30:00Z", "strokes": "M1 1L2 2"}
    found = [one.text for one in answers(TICKET, {"speed": 47, "signed": signed})]
    assert found == ["47 mph", "Signed by Sam Example, 1 Jul 2026, 22:30"]
