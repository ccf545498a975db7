"""A shift by keys alone: nothing on it needs a pointer, traps the focus, or hides where it is."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.catalogue import shipped
from tests.web.keys import Keys
from tests.web.reserving import Reserving
from tests.web.server import NOTE, Item, Server
from tests.web.test_work import come, document, sent_back
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEARCH: Item = [one for one in shipped.documents() if one["kind"] == "stop-search"][-1]


class Searching(Reserving):
    """With the form of the catalogue instead of one that is made for tests."""

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "forms":
            return 200, {"forms": [SEARCH, NOTE]}
        return super()._answer(path, request)


@pytest.fixture
def server() -> Server:
    return Searching()


@pytest.fixture
def keys(phone: Page) -> Keys:
    """An officer who signed in without touching the glass."""
    phone.goto("/")
    phone.wait_for_load_state("networkidle")  # what comes after the first screen is there as well
    expect(phone.get_by_role("heading", name="Sign in", level=1)).to_be_focused()
    keys = Keys(phone)
    keys.to("Skip to the page", "Shift+Tab").press()  # each screen begins at its heading
    assert "#main" not in phone.url, "a fragment is a screen here"
    keys.to("Officer number").type("34-1001")
    keys.to("Password").type("secret")
    keys.to("Six-figure code").type("123456")
    keys.turn("New entry")
    expect(phone.get_by_role("button", name="Stop and search")).to_be_visible()
    return keys


def bodies(server: Server) -> list[Any]:
    return [json.loads(entry.payload)["body"] for entry in server.entries.values()]


def test_a_search_with_a_row_is_written_and_signed(keys: Keys, server: Server) -> None:
    keys.to("Stop and search").turn("Stop and search")
    keys.to("What was searched.*: Person").press("Space")
    keys.to("Where.*: In words").type("Footpath behind Example Parade")
    keys.to("Power used").type("Misuse")
    keys.to("Object of search").type("Controlled")
    keys.to("Grounds").type("Seen to hand a wrap to a driver.")
    keys.to("Searching officer")
    keys.to("Add .*").press()
    keys.to("Outcome.*: ").press("Space")
    keys.to("Sign and save").press()
    keys.to("Sign and save now").turn("Saved")
    until(keys.page, lambda: server.entries)
    (body,) = bodies(server)
    assert body["search_type"] == "person"
    assert body["place"]["text"] == "Footpath behind Example Parade"
    assert body["grounds"] == "Seen to hand a wrap to a driver."


def test_what_came_back_is_answered(keys: Keys, server: Server) -> None:
    come(keys.page, server, sent_back())
    keys.to("My work").turn("My work")
    expect(keys.page.get_by_role("link", name="34/26/000042")).to_be_visible()
    keys.to(".*34/26/000042").turn("Note")
    keys.to("Correct and send again").turn("Note")
    keys.to("Words").press("Control+End")
    keys.type(" Towards the mill.")
    keys.to("Sign and save").turn("Saved")
    until(keys.page, lambda: server.entries)
    assert bodies(server)[0]["text"] == f"{document()['body']['text']} Towards the mill."


def test_a_question_is_asked(keys: Keys, server: Server) -> None:
    keys.to("Ask").turn("Ask the systems")
    keys.to("Ask about").type("Sampleton")
    keys.to("Why you are asking").type("Stopped at the market")
    keys.to("Ask$").turn("Sampleton")
    until(keys.page, lambda: server.queries)
    (query,) = server.queries.values()
    assert "Sampleton" in query["criteria"].values()


def test_one_goes_round_a_page_and_comes_back(keys: Keys) -> None:
    """No trap: the browser's own bar is between the last stop and the first."""
    keys.page.get_by_role("button", name="Note").focus()
    begun = keys.here
    keys.to("Ask")
    keys.to(begun, "Shift+Tab")
