"""What came back is shown where it belongs, and answered without typing anything twice."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from field_api.notebook import rules
from tests.web.server import OFFICER, Item, Server, now

pytestmark = pytest.mark.browser


def document(**more: Any) -> Item:
    """A submission of this officer as the feed tells of it."""
    return {
        "id": str(uuid4()),
        "reference": "34/26/000042",
        "kind": "note",
        "version": 1,
        "title": "Note",
        "state": "delivered",
        "state_label": "Delivered",
        "marking": "OFFICIAL-SENSITIVE",
        "author": {"login": OFFICER["login"], "name": "Sample"},
        "occurred_at": now(),
        "written_at": now(),
        "received_at": now(),
        "revision": str(uuid4()),
        "body": {"text": "A man ran off.", "hurt": True, "who": "Nobody"},
        "problems": [],
        "review": [],
        "deliveries": [],
    } | more


def come(phone: Page, server: Server, doc: Item) -> None:
    server.feed.append({"kind": "submission", "id": doc["id"], "op": "upsert", "doc": doc})
    phone.evaluate("dispatchEvent(new Event('online'))")


def tell(phone: Page, server: Server, doc: Item) -> None:
    """The feed tells the phone, and the officer opens the entry."""
    come(phone, server, doc)
    phone.get_by_role("link", name="My work").click()
    phone.get_by_role("link", name="34/26/000042").click()
    expect(phone.get_by_role("heading", name="Note", level=1)).to_be_visible()


def test_a_press_is_a_click_whatever_comes_meanwhile(officer: Page, server: Server) -> None:
    come(officer, server, document())
    officer.get_by_role("link", name="My work").first.click()
    officer.get_by_role("link", name="34/26/000042").hover()
    officer.mouse.down()
    come(officer, server, document(reference="34/26/000043"))
    officer.wait_for_timeout(1000)  # the list would be drawn anew by now
    officer.mouse.up()
    expect(officer.get_by_role("heading", name="Note", level=1)).to_be_visible()
    officer.get_by_role("link", name="My work").first.click()
    expect(officer.get_by_role("link", name="34/26/000043")).to_be_visible()


def sent_back() -> Item:
    step = {"step": "send_back", "label": "Sent back", "at": now(), "by": "PS Specimen"}
    step |= {"text": "Say more.", "comments": [{"pointer": "/text", "text": "Which way?"}]}
    return document(state="returned", state_label="Sent back to you", review=[step])


def delivery(name: str, state: str, **more: Any) -> Item:
    said = {"id": name, "system": name, "name": name, "state": state, "label": state, "at": now()}
    return said | {"ref": "", "reason": "", "fields": []} | more


def payload(entry: rules.Sealed) -> Item:
    return json.loads(entry.payload)  # type: ignore[no-any-return]


def test_a_remark_stands_at_its_field_when_answering(officer: Page, server: Server) -> None:
    doc = sent_back()
    tell(officer, server, doc)
    expect(officer.get_by_text("Sent back by PS Specimen").first).to_be_visible()
    officer.get_by_role("button", name="Correct and send again").click()
    words = officer.get_by_role("textbox", name="Words")
    expect(words).to_have_value("A man ran off.")
    field = officer.locator(".field", has=words)
    expect(field).to_contain_text("PS Specimen: Which way?")


def test_a_correction_names_what_it_answers(officer: Page, server: Server) -> None:
    doc = sent_back()
    tell(officer, server, doc)
    officer.get_by_role("button", name="Correct and send again").click()
    officer.get_by_role("textbox", name="Words").fill("A man ran off towards the river.")
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    (entry,) = server.entries.values()
    said = payload(entry)
    assert (said["submission"], said["parents"]) == (doc["id"], [doc["revision"]])
    assert said["body"] == doc["body"] | {"text": "A man ran off towards the river."}


def test_each_system_says_its_own(officer: Page, server: Server) -> None:
    deliveries = [
        delivery("Records", "delivered", ref="RMS-000123"),
        delivery("Intelligence", "rejected", reason="location code"),
        delivery("Register", "uncertain"),
    ]
    tell(officer, server, document(state="released", deliveries=deliveries))
    expect(officer.get_by_text("Records: accepted, ref RMS-000123")).to_be_visible()
    expect(officer.get_by_text("Intelligence: rejected: location code")).to_be_visible()
    expect(officer.get_by_text("Register: no answer; checking")).to_be_visible()
    expect(officer.get_by_text("Refused by Intelligence")).to_be_visible()


def test_what_a_system_found_wrong_stands_at_its_field(officer: Page, server: Server) -> None:
    fault = {"pointer": "/names/0", "field": "/who", "text": "not a name"}
    refused = delivery("Records", "rejected", reason="invalid", fields=[fault])
    tell(officer, server, document(state="released", deliveries=[refused]))
    expect(officer.locator(".facts").get_by_text("Records: not a name")).to_be_visible()


def test_a_remark_leads_to_its_field(officer: Page, server: Server) -> None:
    tell(officer, server, sent_back())
    officer.get_by_role("button", name="Words PS Specimen: Which way?").click()
    expect(officer.get_by_role("textbox", name="Words")).to_be_focused()


def test_what_is_certain_is_told_from_what_is_not(officer: Page, server: Server) -> None:
    deliveries = [delivery("Records", "delivered", ref="R-1"), delivery("Register", "uncertain")]
    tell(officer, server, document(state="released", deliveries=deliveries))
    certain = officer.get_by_role("region", name="What is certain")
    expect(certain).to_contain_text("Received at")
    doubt = "1 of 2 systems have accepted it; whether Register has it is not known yet"
    expect(certain).to_contain_text(doubt)


def test_what_was_withdrawn_is_struck_through(officer: Page, server: Server) -> None:
    step = {"step": "withdraw", "label": "Withdrawn", "at": now(), "by": "", "text": ""}
    told = [delivery("Records", "delivered", ref="R-1")]
    tell(officer, server, document(state="withdrawn", review=[step], deliveries=told))
    expect(officer.get_by_text("You withdrew this")).to_be_visible()
    expect(officer.get_by_text("Told before: Records (R-1).")).to_be_visible()
    expect(officer.locator("del")).to_contain_text("A man ran off.")


def test_withdrawing_is_an_entry_of_its_own(officer: Page, server: Server) -> None:
    doc = sent_back()
    tell(officer, server, doc)
    officer.get_by_role("button", name="Withdraw this entry").click()
    officer.get_by_label("Why").fill("Written on the wrong form")
    officer.get_by_role("button", name="Withdraw", exact=True).click()
    officer.get_by_text("Seal and receipt").click()
    expect(officer.get_by_text("Checked. Received")).to_be_visible()
    (entry,) = server.entries.values()
    said = payload(entry)
    assert (said["intent"], said["parents"]) == ("withdraw", [doc["revision"]])
    assert said["body"] == {"reason": "Written on the wrong form"}


def test_others_entries_are_not_my_work(officer: Page, server: Server) -> None:
    other = document(author={"login": "34-1002", "name": "Example"})
    mine = document(reference="34/26/000042")
    change = {"kind": "submission", "id": other["id"], "op": "upsert", "doc": other}
    server.feed.append(change)
    tell(officer, server, mine)
    officer.get_by_role("link", name="My work").first.click()
    expect(officer.get_by_role("main").get_by_role("listitem")).to_have_count(1)


def test_a_draft_outlives_the_page(officer: Page, server: Server) -> None:
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("Half a sent")
    officer.wait_for_timeout(1_000)
    officer.reload()
    expect(officer.get_by_role("textbox", name="Words")).to_have_value("Half a sent")
    officer.get_by_role("link", name="New", exact=True).first.click()
    expect(officer.get_by_text("Begun, not signed")).to_be_visible()


def test_who_signs_out_leaves_what_is_sealed_to_be_sent(officer: Page, server: Server) -> None:
    server.down = True
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("Only here")
    officer.get_by_role("button", name="Sign and save").click()
    officer.get_by_role("link", name="This phone", exact=True).click()
    officer.get_by_role("button", name="Sign out").click()
    expect(officer.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(officer.get_by_role("link", name="Not signed in 1 not sent")).to_be_visible()


def many(phone: Page, server: Server) -> None:
    for number in range(12):
        body = {"text": f"Seen by the bridge {number:02}."}
        doc = document(reference=f"34/26/{number:06}", body=body)
        if number == 7:
            doc |= {"state": "needs_review", "state_label": "Waiting for review"}
        server.feed.append({"kind": "submission", "id": doc["id"], "op": "upsert", "doc": doc})
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.get_by_role("link", name="My work").click()
    expect(phone.locator(".found li")).to_have_count(12)


def test_any_word_finds_an_entry_again(officer: Page, server: Server) -> None:
    many(officer, server)
    search = officer.get_by_role("searchbox", name="Search my work")
    search.fill("BRIDGE 03")
    expect(officer.locator(".found li")).to_have_count(1)
    expect(officer.get_by_text("1 of 12 entries")).to_be_visible()
    come(officer, server, document(reference="34/26/000099"))
    officer.wait_for_timeout(500)  # the list is drawn anew by now; who types in it is not disturbed
    expect(search).to_be_focused()
    search.press_sequentially("X")
    expect(officer.get_by_text("Nothing of yours on this phone fits.")).to_be_visible()


def test_what_it_waits_for_finds_an_entry_again(officer: Page, server: Server) -> None:
    many(officer, server)
    officer.get_by_role("button", name="Under way 1").click()
    row = officer.locator(".found li")
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    expect(officer.get_by_role("heading", name="Note", level=1)).to_be_visible()
    officer.get_by_role("link", name="My work").first.click()
    expect(row.get_by_role("link", name="34/26/000007")).to_be_focused()
