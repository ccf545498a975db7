"""A receipt number given out where there is no signal is the record's number for good."""

import json
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import sign_in
from tests.web.reserving import Reserving
from tests.web.server import Item, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def server() -> Server:
    return Reserving()


def reserved(phone: Page, server: Reserving, blocks: int = 1) -> None:
    """Waits until the phone holds numbers."""
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()
    until(phone, lambda: len(held(phone).get("blocks", [])) >= blocks)
    assert len(server.blocks) >= blocks


def held(phone: Page) -> Item:
    """What the phone keeps of its numbers."""
    found: Item = phone.evaluate(
        """async () => {
             const store = await import("fieldbook/store");
             const meta = await store.all("meta");
             return meta.find(({ id }) => id.startsWith("references:")) ?? {};
           }"""
    )
    return found


def begin(phone: Page) -> str:
    phone.get_by_role("link", name="New", exact=True).last.click()
    phone.get_by_role("button", name="Stop and search").click()
    number = phone.locator(".panel .reference")
    expect(number).to_be_visible()
    return number.inner_text()


def sign(phone: Page, words: str) -> None:
    phone.get_by_role("textbox", name="Words").fill(words)
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def references(server: Server) -> list[str]:
    entries = sorted(server.entries.values(), key=lambda entry: entry.head.seq)
    return [json.loads(entry.payload).get("reference", "") for entry in entries]


def back(phone: Page) -> None:
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("Received by the server")).to_be_visible()


def test_a_number_shown_in_a_dead_spot_is_the_one_the_server_has(
    officer: Page, server: Reserving
) -> None:
    reserved(officer, server)
    server.down = True
    number = begin(officer)
    assert number == "34/26/000100"
    sign(officer, "Searched by the mill.")
    expect(officer.get_by_text(f"Its number is {number}")).to_be_visible()
    officer.get_by_role("link", name="My work").click()
    expect(officer.get_by_text(number)).to_be_visible()
    officer.go_back()
    server.down = False
    back(officer)
    expect(officer.get_by_text(number)).to_be_visible()
    assert references(server) == [number]


def test_each_record_gets_a_number_of_its_own(officer: Page, server: Reserving) -> None:
    reserved(officer, server)
    server.down = True
    numbers = []
    for words in ("first", "second"):
        numbers.append(begin(officer))
        sign(officer, words)
    server.down = False
    back(officer)
    assert references(server) == numbers == ["34/26/000100", "34/26/000101"]


def test_a_draft_keeps_its_number_when_it_is_left_and_opened_again(
    officer: Page, server: Reserving
) -> None:
    reserved(officer, server)
    number = begin(officer)
    officer.get_by_role("link", name="New", exact=True).last.click()
    officer.get_by_role("link", name="Stop and search").click()
    expect(officer.locator(".panel .reference")).to_have_text(number)
    officer.reload()
    expect(officer.locator(".panel .reference")).to_have_text(number)


def test_a_number_shown_is_not_shown_again_and_goes_back(officer: Page, server: Reserving) -> None:
    reserved(officer, server)
    thrown = begin(officer)
    officer.get_by_role("button", name="Throw this draft away").click()
    officer.get_by_role("dialog").get_by_role("button", name="Throw away").click()
    assert begin(officer) != thrown
    officer.evaluate("dispatchEvent(new Event('online'))")
    sign(officer, "Another")
    back(officer)
    until(officer, lambda: not held(officer)["thrown"])
    assert server.returned == [thrown]


def test_a_lost_answer_costs_no_numbers(phone: Page, server: Reserving) -> None:
    server.deaf = True
    sign_in(phone)
    expect(phone.get_by_role("link", name="No connection")).to_be_visible()
    (asked,) = server.blocks
    server.deaf = False
    phone.evaluate("dispatchEvent(new Event('online'))")
    reserved(phone, server)
    assert next(iter(server.blocks)) == asked


def test_a_server_that_gives_out_no_numbers_now_is_no_line_that_is_down(
    phone: Page, server: Reserving
) -> None:
    server.out = True
    rounds = Counter[str]()
    phone.on("response", lambda one: rounds.update([f"{one.status} {one.url.split('/')[-1]}"]))
    sign_in(phone)
    until(phone, lambda: rounds["200 drafts"] == 1)
    assert rounds["503 references"] == 1
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()
    server.out = False
    phone.evaluate("dispatchEvent(new Event('online'))")
    reserved(phone, server)


def test_without_a_number_left_the_record_is_written_all_the_same(
    officer: Page, server: Reserving
) -> None:
    reserved(officer, server)
    officer.evaluate(
        """async () => {
             const store = await import("fieldbook/store");
             const meta = await store.all("meta");
             const held = meta.find(({ id }) => id.startsWith("references:"));
             await store.put("meta", { ...held, blocks: [] });
           }"""
    )
    server.down = True
    officer.get_by_role("link", name="New", exact=True).last.click()
    officer.get_by_role("button", name="Stop and search").click()
    expect(officer.get_by_role("textbox", name="Words")).to_be_visible()
    expect(officer.locator(".panel .reference")).to_have_count(0)
    sign(officer, "No number left.")
    server.down = False
    back(officer)
    assert references(server) == [""]
