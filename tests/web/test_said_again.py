"""What was said of who is known, in a correction: again, no longer, or not a word."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item
from tests.web.test_recognition import ALEX, Knowing, card, name, signed
from tests.web.test_recognition import server as server
from tests.web.test_recognition import stop as stop
from tests.web.waiting import until

pytestmark = pytest.mark.browser


def came_back(phone: Page, server: Knowing, said: Item, revision: str) -> Page:
    """What the server tells of the entry, opened to be corrected."""
    document = {
        **{"id": said["submission"], "kind": "stop", "title": "Stop", "version": 1},
        **{"state": "returned", "heads": [revision], "revision": revision, "body": said["body"]},
        **{"author": {"login": "34-1001"}, "reference": "34/26/000001", "deliveries": []},
        **{"review": [], "problems": [], "received_at": "2026-11-23T07:00:00Z"},
    }
    server.feed = [{"kind": "submission", "id": document["id"], "op": "upsert", "doc": document}]
    phone.get_by_role("link", name="See this entry").click()
    phone.get_by_role("button", name="Correct and send again").click()
    expect(phone.get_by_role("heading", name="Stop", level=1)).to_be_visible()
    return phone


def corrected(phone: Page, server: Knowing) -> Item:
    phone.get_by_role("textbox", name="Words").fill("Added later.")
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()
    until(phone, lambda: len(server.entries) == 2)
    found: Item = json.loads(list(server.entries.values())[1].payload)
    return found


def linked(stop: Page, server: Knowing) -> Item:
    server.candidates = {"subject": [ALEX]}
    name(stop)
    card(stop).get_by_role("button", name="Same: use these details").click()
    return signed(stop, server)


def test_a_correction_says_again_what_was_said(stop: Page, server: Knowing) -> None:
    said = linked(stop, server)
    came_back(stop, server, said, next(iter(server.entries)))
    expect(stop.get_by_text("Linked: a record known before")).to_be_visible()
    assert corrected(stop, server)["links"] == said["links"]


def test_a_link_taken_away_in_a_correction_is_said_to_be_none(stop: Page, server: Knowing) -> None:
    came_back(stop, server, linked(stop, server), next(iter(server.entries)))
    stop.get_by_role("button", name="Not linked after all").click()
    expect(card(stop)).to_be_visible()
    stop.get_by_role("link", name="Entry", exact=True).click()
    stop.get_by_role("button", name="Correct and send again").click()  # goes on, as it was left
    expect(card(stop)).to_be_visible()
    payload = corrected(stop, server)
    assert (payload["links"], "unlike" in payload) == ([], False)


def test_of_a_version_signed_on_another_phone_nothing_is_said(stop: Page, server: Knowing) -> None:
    came_back(stop, server, linked(stop, server), "0197a000-0000-7000-8000-00000000000f")
    expect(card(stop)).to_be_visible()
    assert not {"links", "unlike"} & corrected(stop, server).keys()
