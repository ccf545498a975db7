"""Where answers come from: marked while they are written, counted when they are signed."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import NOTE, Item, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser


def asked(title: str, order: int, **more: Any) -> Item:
    return {"title": title, "type": "string", "x-order": order, "x-section": "what"} | more


PERSON = {
    "surname": asked("Surname", 1),
    "phone": asked("Telephone", 2, **{"x-identifier": "phone"}),
}
STOP = NOTE | {
    "kind": "stop",
    "title": "Stop",
    "opens": [
        {
            "kind": "force",
            "when": {"force": [True]},
            "say": "Record the force.",
            "copy": {"who": "surname", "people": "people", "colour": "colour"},
        },
        {"kind": "note", "when": {"colour": ["blue"]}, "say": "Note it, it is blue.", "copy": {}},
        {"kind": "note", "when": {"force": [True]}, "say": "Note it.", "copy": {"text": "words"}},
    ],
    "schema": {
        "type": "object",
        "properties": {
            "by": asked("Searched by", 1, **{"x-prefill": "me"}),
            "surname": asked("Surname", 2),
            "colour": asked("Colour", 3, enum=["red", "blue"]),
            "force": asked("Force used", 4, type="boolean"),
            "words": asked("Words", 5, **{"x-widget": "textarea"}),
            "phone": asked("Telephone", 6, **{"x-identifier": "phone"}),
            "people": {
                **asked("People", 7, type="array"),
                "items": {"type": "object", "properties": PERSON},
            },
        },
    },
}
FORCE = NOTE | {
    "kind": "force",
    "title": "Use of force",
    "schema": {
        "type": "object",
        "properties": {
            "number": asked("Belongs to", 1, **{"x-prefill": "reference"}),
            "who": asked("Called", 2),
            "colour": asked("Colour", 3, enum=["green"]),
            "people": STOP["schema"]["properties"]["people"],
        },
    },
}


@pytest.fixture
def server() -> Server:
    return Server(forms=[NOTE, STOP, FORCE])


@pytest.fixture
def stop(officer: Page) -> Page:
    officer.get_by_role("button", name="Stop").click()
    expect(officer.get_by_role("heading", name="Stop")).to_be_visible()
    return officer


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def payload(phone: Page, server: Server, seq: int = 1) -> Item:
    until(phone, lambda: len(server.entries) == seq)
    entry = next(one for one in server.entries.values() if one.head.seq == seq)
    found: Item = json.loads(entry.payload)
    return found


def add_person(phone: Page, surname: str) -> None:
    phone.get_by_role("button", name=re.compile("Add (another )?person")).click()
    last = phone.get_by_role("group", name="Person").last
    last.get_by_role("textbox", name="Surname").fill(surname)


def use_force(phone: Page) -> None:
    phone.get_by_role("group", name="Force used").get_by_label("Yes").check()


def test_each_answer_counts_once_by_how_it_came(stop: Page, server: Server) -> None:
    stop.get_by_role("textbox", name="Surname").fill("Sample")
    stop.get_by_role("group", name="Colour").get_by_label("blue").check()
    stop.get_by_role("textbox", name="Words").fill("He gave 07700 900123 as his number.")
    stop.get_by_role("button", name="Add 07700 900123").click()
    expect(stop.get_by_role("textbox", name="Telephone")).to_have_value("07700 900123")
    expect(stop.get_by_text("From the text")).to_be_visible()
    sign(stop)
    made = payload(stop, server)["made"]
    assert made == {"typed": 2, "chosen": 1, "reused": 1, "filled": 1}
    stop.get_by_role("link", name="See this entry").click()
    expect(stop.get_by_text("Fields typed 2, chosen 1, reused 1, filled in 1.")).to_be_visible()


def test_what_is_changed_by_hand_was_typed(stop: Page, server: Server) -> None:
    by = stop.get_by_role("textbox", name="Searched by")
    by.fill("PC 2002 Example")
    sign(stop)
    assert payload(stop, server)["made"] == {"typed": 1, "chosen": 0, "reused": 0, "filled": 0}


def test_what_another_entry_gave_is_marked_until_it_is_changed(stop: Page, server: Server) -> None:
    stop.get_by_role("textbox", name="Surname").fill("Sample")
    use_force(stop)
    add_person(stop, "Example")
    add_person(stop, "Synthetic")
    sign(stop)
    expect(stop.get_by_text("Received by the server, 34/26/000001")).to_be_visible()
    stop.get_by_role("button", name="Begin: Use of force").click()
    expect(stop.get_by_text("4 answers are from your stop 34/26/000001")).to_be_visible()
    marks = stop.get_by_text("From your stop 34/26/000001", exact=True)
    expect(marks).to_have_count(4)
    name = stop.get_by_role("textbox", name="Called")
    expect(name).to_have_accessible_description("From your stop 34/26/000001")
    name.fill("Samples")
    expect(marks).to_have_count(3)
    name.fill("Sample")
    expect(marks).to_have_count(4)
    stop.get_by_role("button", name="Remove person 1").click()
    expect(marks).to_have_count(3)
    add_person(stop, "Synthetic")
    sign(stop)
    made = payload(stop, server, 2)["made"]
    assert made == {"typed": 1, "chosen": 0, "reused": 3, "filled": 0}


def test_a_correction_counts_only_what_is_new_in_it(stop: Page, server: Server) -> None:
    stop.get_by_role("textbox", name="Surname").fill("Sample")
    sign(stop)
    document = {
        **{"id": payload(stop, server)["submission"], "kind": "stop", "title": "Stop"},
        **{"version": 1, "state": "returned", "heads": [next(iter(server.entries))]},
        **{"revision": next(iter(server.entries)), "reference": "34/26/000001"},
        **{"author": {"login": "34-1001"}, "body": payload(stop, server)["body"]},
        **{"review": [], "problems": [], "deliveries": [], "received_at": "2026-11-23T07:00:00Z"},
    }
    server.feed = [{"kind": "submission", "id": document["id"], "op": "upsert", "doc": document}]
    stop.get_by_role("link", name="See this entry").click()
    stop.get_by_role("button", name="Correct and send again").click()
    stop.get_by_role("textbox", name="Words").fill("Added later.")
    sign(stop)
    assert payload(stop, server, 2)["made"] == {"typed": 1, "chosen": 0, "reused": 0, "filled": 0}


def test_several_forms_wait_one_beside_the_other_through_a_restart(
    stop: Page, server: Server
) -> None:
    stop.get_by_role("textbox", name="Surname").fill("Sample")
    stop.get_by_role("textbox", name="Words").fill("Held by both wrists.")
    use_force(stop)
    server.down = True
    sign(stop)
    expect(stop.get_by_text("Note it.")).to_be_visible()  # for the second of two reasons
    calls = stop.get_by_role("region", name="This calls for")
    expect(calls.get_by_role("listitem")).to_have_count(2)
    stop.reload()
    stop.goto("/#/new")
    waiting = stop.get_by_role("region", name="Still to write")
    expect(waiting.get_by_role("listitem")).to_have_count(2)
    waiting.get_by_role("button", name="Begin: Note").click()
    expect(stop.get_by_role("textbox", name="Words")).to_have_value("Held by both wrists.")
    stop.goto("/#/new")
    expect(waiting.get_by_role("button", name="Go on: Note")).to_be_visible()
    waiting.get_by_role("button", name="Begin: Use of force").click()
    expect(stop.get_by_role("textbox", name="Called")).to_have_value("Sample")
    sign(stop)
    expect(waiting.get_by_role("listitem")).to_have_count(1)  # the next, right where one is done
    waiting.get_by_role("button", name="Go on: Note").click()
    sign(stop)
    expect(waiting).to_have_count(0)
    server.down = False
    stop.evaluate("dispatchEvent(new Event('online'))")
    assert payload(stop, server, 3)["body"] == {"text": "Held by both wrists."}


def test_what_is_not_needed_is_not_asked_for_again(stop: Page) -> None:
    use_force(stop)
    sign(stop)
    calls = stop.get_by_role("region", name="This calls for")
    calls.get_by_role("button", name="Not needed: Use of force").click()
    expect(calls.get_by_role("button", name="Begin: Use of force")).to_have_count(0)
    stop.get_by_role("link", name="New", exact=True).click()
    waiting = stop.get_by_role("region", name="Still to write")
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    stop.go_back()
    calls.get_by_role("button", name="It is needed after all: Use of force").click()
    expect(calls.get_by_role("button", name="Begin: Use of force")).to_be_visible()
