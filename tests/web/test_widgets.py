"""Codes found while typing, numbers, signatures, and forms that call for others, on a phone."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.catalogue import rules, shipped
from tests.web.server import NOTE, Item, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser

(OFFENCES,) = (one for one in shipped.lists() if one["list"] == "cjs-offences")


def a_field(title: str, widget: str, order: int, **more: Any) -> Item:
    return {"title": title, "x-widget": widget, "x-order": order, "x-section": "what"} | more


TICKET: Item = NOTE | {
    "kind": "ticket",
    "title": "Ticket",
    "sections": [{"id": "what", "title": "What happened", "warn": "Never at the wheel."}],
    "files": {"accept": False, "instead": "Describe it in words."},
    "opens": [
        {
            "kind": "note",
            "when": {"note_too": [True]},
            "say": "A note is wanted as well.",
            "copy": {"text": "words", "who": "nowhere"},
        }
    ],
    "schema": {
        "type": "object",
        "properties": {
            "offence": a_field("Offence", "code", 1, type="string", **{"x-list": "cjs-offences"}),
            "speed": a_field(
                "Speed", "number", 2, type="integer", minimum=1, maximum=200, **{"x-unit": "mph"}
            ),
            "words": a_field("Words", "textarea", 3, type="string"),
            "note_too": a_field("A note too", "boolean", 4, type="boolean"),
            "signed": a_field("Signed by the driver", "signature", 5, type="object"),
        },
    },
}


@dataclass
class Listing(Server):
    """Also gives out the offences; `fetched` counts how often."""

    forms: list[Item] = field(default_factory=lambda: [NOTE, TICKET])
    fetched: int = 0
    version: int = 1

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "lists":
            head = {"list": "cjs-offences", "version": self.version, "digest": str(self.version)}
            return 200, {"lists": [head]}
        if path == f"lists/cjs-offences/{self.version}":
            self.fetched += 1
            return 200, {**OFFENCES, "version": self.version}
        return super()._answer(path, request)


@pytest.fixture
def server() -> Listing:
    return Listing()


@pytest.fixture
def ticket(officer: Page, server: Listing) -> Iterator[Page]:
    """The phone with a ticket begun and the offences on it."""
    until(officer, lambda: server.fetched)
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()
    officer.get_by_role("button", name="Ticket").click()
    expect(officer.get_by_role("heading", name="Ticket")).to_be_visible()
    return officer


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def body(server: Server, at: int = -1) -> Item:
    entries = sorted(server.entries.values(), key=lambda entry: entry.head.seq)
    found: Item = json.loads(entries[at].payload)["body"]
    return found


def test_an_offence_is_found_by_its_words_without_a_signal(ticket: Page, server: Listing) -> None:
    server.down = True
    offence = ticket.get_by_role("combobox", name="Offence")
    offence.press_sequentially("theft shop")
    options = ticket.get_by_role("option")
    expect(options.first).to_contain_text("Theft from a shop")
    expect(options.first).to_contain_text("TH68010")
    offence.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    offence.press("Enter")
    expect(offence).to_have_value("TH68010")
    expect(ticket.get_by_text("Theft from a shop")).to_be_visible()
    expect(ticket.get_by_role("listbox")).to_be_hidden()
    server.down = False
    sign(ticket)
    until(ticket, lambda: server.entries)
    assert body(server) == {"offence": "TH68010"}


def test_a_code_typed_whole_needs_no_choosing_and_another_is_used_as_typed(
    ticket: Page, server: Listing
) -> None:
    offence = ticket.get_by_role("combobox", name="Offence")
    offence.fill("cj88116")
    offence.blur()
    expect(offence).to_have_value("CJ88116")
    expect(ticket.get_by_text("Assault by beating", exact=True)).to_be_visible()
    offence.fill("Seen for the first time")
    ticket.get_by_role("option", name="Use as typed").click()
    sign(ticket)
    until(ticket, lambda: server.entries)
    assert body(server) == {"offence": "Seen for the first time"}


def test_a_list_is_fetched_once_and_anew_when_it_changed(ticket: Page, server: Listing) -> None:
    ticket.evaluate("dispatchEvent(new Event('online'))")
    expect(ticket.get_by_role("heading", name="Ticket")).to_be_visible()
    assert server.fetched == 1
    server.version = 2
    ticket.evaluate("dispatchEvent(new Event('online'))")
    until(ticket, lambda: server.fetched == 2)


def test_a_number_is_sent_as_a_number_and_a_word_is_asked_about(
    ticket: Page, server: Listing
) -> None:
    speed = ticket.get_by_role("textbox", name="Speed")
    speed.fill("fast")
    ticket.get_by_role("button", name="Sign and save").click()
    expect(ticket.get_by_role("dialog")).to_contain_text("Only a number")
    ticket.get_by_role("dialog").get_by_role("button", name="Go back").click()
    speed.fill("47")
    expect(ticket.get_by_text("mph")).to_be_visible()
    sign(ticket)
    until(ticket, lambda: server.entries)
    assert body(server) == {"speed": 47}


def draw(phone: Page) -> None:
    pad = phone.locator(".signature__pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    for step in range(1, 12):
        phone.mouse.move(box["x"] + 20 + 15 * step, box["y"] + 40 + 8 * (step % 3))
    phone.mouse.up()


def test_a_signature_holds_for_exactly_what_was_shown(ticket: Page, server: Listing) -> None:
    ticket.get_by_role("textbox", name="Words").fill("I was late. – “Sorry”")
    ticket.get_by_role("textbox", name="Speed").fill("47")
    ticket.get_by_role("button", name="Sign here").click()
    dialog = ticket.get_by_role("dialog")
    expect(dialog).to_contain_text("I was late.")
    dialog.get_by_role("button", name="Sign", exact=True).click()
    expect(dialog).to_contain_text("Write the name of who signs.")
    dialog.get_by_role("textbox", name="Name of who signs").fill("Sam Example")
    draw(ticket)
    dialog.get_by_role("button", name="Sign", exact=True).click()
    expect(ticket.get_by_text("Signed by Sam Example")).to_be_visible()
    speed = ticket.get_by_role("textbox", name="Speed")
    speed.fill("48")
    expect(ticket.get_by_text("Something was changed after this was signed.")).to_be_visible()
    speed.fill("47")
    expect(ticket.get_by_text("Something was changed after this was signed.")).to_be_hidden()
    sign(ticket)
    until(ticket, lambda: server.entries)
    answers = body(server)
    signed = answers.pop("signed")
    plain = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert signed["shown"] == hashlib.sha256(plain.encode()).hexdigest()
    assert signed["strokes"].startswith("M")
    assert rules.shown(TICKET["schema"], {**answers, "signed": signed}) == signed["shown"]


def test_what_must_not_be_copied_cannot_be_added(ticket: Page) -> None:
    expect(ticket.get_by_text("Describe it in words.")).to_be_visible()
    expect(ticket.get_by_text("Never at the wheel.")).to_be_visible()
    expect(ticket.get_by_role("button", name="Take photo")).to_have_count(0)


def test_another_form_begins_filled_in_as_far_as_this_one_goes(
    ticket: Page, server: Listing
) -> None:
    ticket.get_by_role("textbox", name="Words").fill("A van hit the wall.")
    ticket.get_by_role("group", name="A note too").get_by_label("Yes").check()
    sign(ticket)
    expect(ticket.get_by_text("A note is wanted as well.")).to_be_visible()
    ticket.get_by_role("button", name="Begin: Note").click()
    expect(ticket.get_by_role("textbox", name="Words")).to_have_value("A van hit the wall.")
    sign(ticket)
    until(ticket, lambda: len(server.entries) == 2)
    assert body(server) == {"text": "A van hit the wall."}


def test_nothing_more_is_offered_where_nothing_calls_for_it(ticket: Page) -> None:
    ticket.get_by_role("textbox", name="Words").fill("A van hit the wall.")
    sign(ticket)
    expect(ticket.get_by_text("A note is wanted as well.")).to_have_count(0)


def test_of_many_forms_those_written_most_come_first(officer: Page, server: Listing) -> None:
    more = [{**TICKET, "kind": f"ticket-{n}", "title": f"Ticket {n}"} for n in range(6)]
    server.forms = [NOTE, *more]
    officer.evaluate("dispatchEvent(new Event('online'))")
    for words in ("once", "twice"):
        officer.get_by_role("button", name="Ticket 4").first.click()
        officer.get_by_role("textbox", name="Words").fill(words)
        sign(officer)
        officer.get_by_role("link", name="New", exact=True).click()
    often = officer.get_by_role("region", name="Written most").get_by_role("button")
    expect(often).to_have_count(1)
    expect(often).to_contain_text("Ticket 4")
    expect(officer.get_by_role("region", name="All forms").get_by_role("button")).to_have_count(7)


def test_what_another_form_opened_knows_where_it_belongs(officer: Page, server: Listing) -> None:
    belongs = a_field("Belongs to", "text", 1, type="string", **{"x-prefill": "reference"})
    rear = TICKET | {"kind": "rear", "title": "Rear page", "opens": []}
    rear["schema"] = {"type": "object", "properties": {"belongs": belongs}}
    wanted = {"kind": "rear", "when": {"note_too": [True]}, "say": "And its rear page.", "copy": {}}
    server.forms = [TICKET | {"opens": [wanted]}, rear]
    officer.evaluate("dispatchEvent(new Event('online'))")
    # Until the new catalogue is there, "Ticket" is the one that opens a note.
    expect(officer.get_by_role("button", name="Rear page")).to_be_visible()
    officer.get_by_role("button", name="Ticket").click()
    officer.get_by_role("group", name="A note too").get_by_label("Yes").check()
    sign(officer)
    expect(officer.get_by_text("Received by the server, 34/26/000001")).to_be_visible()
    officer.get_by_role("button", name="Begin: Rear page").click()
    expect(officer.get_by_role("textbox", name="Belongs to")).to_have_value("34/26/000001")
