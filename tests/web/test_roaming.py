"""Drafts outlive the phone: sent sealed, let go when signed, and taken over on another."""

import json
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.web.reserving import Reserving
from tests.web.server import OFFICER, Item, Server, now

pytestmark = pytest.mark.browser


@pytest.fixture
def server() -> Server:
    return Reserving()


def begin(phone: Page, words: str) -> None:
    phone.get_by_role("link", name="New", exact=True).last.click()
    phone.get_by_role("button", name="Note").click()
    phone.get_by_role("textbox", name="Words").fill(words)


def settled(phone: Page, server: Reserving, count: int) -> None:
    """Rounds of sync until the server keeps so many drafts."""
    for _ in range(60):
        phone.evaluate("dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(250)
        if len(server.kept) == count and all("text" in one for one in server.kept.values()):
            return
    raise AssertionError(f"the server keeps {len(server.kept)} drafts")


def until(phone: Page, server: Reserving, words: str) -> Item:
    for _ in range(60):
        phone.evaluate("dispatchEvent(new Event('online'))")
        phone.wait_for_timeout(250)
        for kept in server.kept.values():
            found: Item = json.loads(kept["text"])
            if found["body"].get("text") == words:
                return found
    raise AssertionError("the draft was not sent")


def offer(server: Reserving, author: str = OFFICER["login"], *copies: str) -> Item:
    """A draft begun on another phone, handed to this one."""
    content = {
        "id": str(uuid4()),
        "submission": str(uuid4()),
        "notebook": str(uuid4()),
        "kind": "note",
        "version": 1,
        "parents": [],
        "notes": [],
        "body": {"text": "Begun on the broken phone."},
        "startedAt": now(),
        "updatedAt": now(),
    }
    opened = {
        "kind": "note",
        "version": 4,
        "author": author,
        "text": json.dumps(content),
        "copies": [json.dumps({**content, "body": {"text": words}}) for words in copies],
    }
    server.offers.append(
        {
            "id": content["id"],
            "kind": "note",
            "author": {"login": author, "name": "PC 1001 Sample"},
            "by": "PS 7 Example",
            "reason": "Screen broken",
            "expires_at": now(),
            "opened": opened,
        }
    )
    return content


def take(phone: Page) -> None:
    phone.get_by_role("link", name="My work").click()
    section = phone.get_by_role("region", name="Handed to you")
    expect(section).to_contain_text("PS 7 Example: Screen broken")
    section.get_by_role("button").click()
    words = phone.get_by_role("textbox", name="Words")
    expect(words).to_have_value("Begun on the broken phone.")


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_text("Received by the server")).to_be_visible()


def payload(server: Server) -> Item:
    (entry,) = server.entries.values()
    found: Item = json.loads(entry.payload)
    return found


def test_a_draft_is_sent_sealed_and_again_when_it_changed(officer: Page, server: Reserving) -> None:
    begin(officer, "The first words.")
    until(officer, server, "The first words.")
    officer.get_by_role("textbox", name="Words").fill("More words.")
    found = until(officer, server, "More words.")
    assert "form" not in found
    assert len(server.kept) == 1
    assert server.matched[0] == ""
    assert server.matched[1] == '"1"'


def test_what_was_signed_is_let_go(officer: Page, server: Reserving) -> None:
    begin(officer, "Soon signed.")
    until(officer, server, "Soon signed.")
    sign(officer)
    settled(officer, server, 0)


def test_what_is_signed_but_not_received_is_kept(officer: Page, server: Reserving) -> None:
    begin(officer, "Signed.")
    until(officer, server, "Signed.")
    busy = {"results": [], "missing_seqs": [], "epoch": 1, "server_time": now()}
    server.trouble["sync/push"] = [(200, busy)] * 3
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
    for _ in range(3):
        assert len(server.kept) == 1
        officer.evaluate("dispatchEvent(new Event('online'))")
        officer.wait_for_timeout(200)
    settled(officer, server, 0)
    assert payload(server)["body"] == {"text": "Signed."}


def test_a_draft_handed_over_goes_on_where_it_was(officer: Page, server: Reserving) -> None:
    content = offer(server)
    take(officer)
    server.offers.clear()
    sign(officer)
    assert payload(server)["submission"] == content["submission"]
    officer.get_by_role("link", name="My work").click()
    expect(officer.get_by_role("region", name="Handed to you")).to_have_count(0)


def test_a_colleague_goes_on_under_a_submission_of_their_own(
    officer: Page, server: Reserving
) -> None:
    content = offer(server, "34-2002")
    take(officer)
    sign(officer)
    assert payload(server)["submission"] != content["submission"]
    assert payload(server)["body"] == content["body"]


def test_versions_set_aside_come_along(officer: Page, server: Reserving) -> None:
    offer(server, OFFICER["login"], "As the tablet had it.")
    take(officer)
    officer.get_by_role("link", name="New", exact=True).last.click()
    expect(officer.get_by_role("link", name="Note")).to_have_count(2)


def test_an_author_reads_that_their_draft_was_handed_on(officer: Page, server: Reserving) -> None:
    begin(officer, "Mine.")
    until(officer, server, "Mine.")
    server.told = {
        "by": "PS 7 Example",
        "to": "PC 2002 Sample",
        "reason": "Off sick",
        "at": now(),
    }
    officer.get_by_role("link", name="My work").click()
    expect(officer.get_by_text("PS 7 Example handed a draft of yours to PC 2002")).to_be_visible()
