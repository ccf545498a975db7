"""No entry is lost, doubled or blocked, whatever the network and the server do to it."""

import json
from typing import Any

import pytest
from playwright.sync_api import LocatorAssertions, Page, expect

from field_api.lib import es256
from field_api.notebook import rules
from tests.web.server import Server, problem
from tests.web.waiting import until

pytestmark = pytest.mark.browser


def write(phone: Page, words: str, *, hurt: str = "") -> None:
    """Writes and signs a note; returns when the phone has said that it is saved."""
    phone.get_by_role("link", name="New", exact=True).click()
    phone.get_by_role("button", name="Note").click()
    phone.get_by_role("textbox", name="Words").fill(words)
    if hurt:
        phone.get_by_role("group", name="Anyone hurt").get_by_label("Yes").check()
        phone.get_by_role("textbox", name="Who was hurt").fill(hurt)
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def signal_back(phone: Page) -> None:
    phone.evaluate("dispatchEvent(new Event('online'))")


def received(phone: Page) -> LocatorAssertions:
    return expect(phone.get_by_text("Received by the server"))


def bodies(server: Server) -> list[dict[str, Any]]:
    entries = sorted(server.entries.values(), key=lambda entry: entry.head.seq)
    return [json.loads(entry.payload)["body"] for entry in entries]


def test_an_entry_reaches_the_server_as_it_was_signed(officer: Page, server: Server) -> None:
    write(officer, "Seen at the market.", hurt="The stallholder")
    received(officer).to_be_visible()
    assert bodies(server) == [
        {"text": "Seen at the market.", "hurt": True, "who": "The stallholder"}
    ]


def test_entries_written_in_a_dead_spot_go_out_in_one_chain(officer: Page, server: Server) -> None:
    server.down = True
    for words in ("first", "second", "third"):
        write(officer, words)
    expect(officer.get_by_role("link", name="3 not sent")).to_be_visible()
    server.down = False
    signal_back(officer)
    received(officer).to_be_visible()
    assert [body["text"] for body in bodies(server)] == ["first", "second", "third"]
    heads = sorted((entry.head for entry in server.entries.values()), key=lambda head: head.seq)
    chain = [rules.GENESIS, *(head.hash().hex() for head in heads)]
    assert [head.prev_hash for head in heads] == chain[:-1]


def test_a_lost_answer_makes_no_second_entry(officer: Page, server: Server) -> None:
    server.mute = True
    write(officer, "only once")
    until(officer, lambda: server.pushes)
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    server.mute = False
    signal_back(officer)
    received(officer).to_be_visible()
    assert len(server.entries) == 1
    assert len({entry for push in server.pushes for entry in push}) == 1
    assert len(server.pushes) > 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_in_trouble_gets_the_same_entry_again(
    officer: Page, server: Server, status: int
) -> None:
    server.trouble["sync/push"] = [problem(status, "busy")]
    write(officer, "patience")
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    signal_back(officer)
    received(officer).to_be_visible()
    assert len(server.entries) == 1


def test_a_batch_that_is_too_large_is_halved(officer: Page, server: Server) -> None:
    server.down = True
    for words in ("one", "two", "three"):
        write(officer, words)
    server.down = False
    server.trouble["sync/push"] = [problem(413, "batch-too-large")]
    signal_back(officer)
    received(officer).to_be_visible()
    assert [len(push) for push in server.pushes] == [2, 1]


def test_an_entry_the_server_cannot_take_blocks_no_other(officer: Page, server: Server) -> None:
    server.trouble["sync/push"] = [problem(413, "batch-too-large")]
    write(officer, "too long for it")
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    write(officer, "fits")
    received(officer).to_be_visible()
    officer.get_by_role("link", name="My work").click()
    expect(officer.get_by_text("The server did not take this")).to_be_visible()
    assert [body["text"] for body in bodies(server)] == ["fits"]


def test_a_forged_receipt_frees_nothing(officer: Page, server: Server) -> None:
    server.forge = True
    write(officer, "kept until proved")
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    server.forge = False
    signal_back(officer)
    received(officer).to_be_visible()


def test_a_receipt_by_a_newer_key_of_the_server_counts(officer: Page, server: Server) -> None:
    server.key, server.older = es256.new_key(), [server.key]
    write(officer, "sent across a change of keys")
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    signal_back(officer)
    received(officer).to_be_visible()


def test_what_was_sealed_to_a_key_that_is_gone_is_sealed_anew(
    officer: Page, server: Server
) -> None:
    """The same entry: its line and its signature are what they were."""
    server.down = True
    write(officer, "sealed to the old key")
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    server.key, server.down = es256.new_key(), False
    signal_back(officer)
    until(officer, lambda: len(server.pushes) == 1)
    assert server.entries == {}
    signal_back(officer)
    received(officer).to_be_visible()
    assert [body["text"] for body in bodies(server)] == ["sealed to the old key"]


def test_a_sign_in_that_ran_out_keeps_everything(officer: Page, server: Server) -> None:
    server.trouble["sync/push"] = [problem(401, "unauthenticated")]
    write(officer, "still here")
    expect(officer.get_by_text("Your sign-in has run out")).to_be_visible()
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    officer.get_by_role("link", name="Sign in again", exact=True).first.click()
    officer.get_by_label("Password").fill("secret")
    officer.get_by_label("Six-figure code").fill("123456")
    officer.get_by_role("button", name="Sign in").click()
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()
    assert [body["text"] for body in bodies(server)] == ["still here"]


def test_a_server_restored_from_a_backup_gets_back_what_it_lost(
    officer: Page, server: Server
) -> None:
    write(officer, "lost with the disk")
    received(officer).to_be_visible()
    server.entries.clear()
    server.epoch = 2
    server.trouble["sync/pull"] = [problem(410, "cursor-reset", epoch=2)]
    signal_back(officer)
    until(officer, lambda: server.entries)
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()
    assert [body["text"] for body in bodies(server)] == ["lost with the disk"]


def test_what_is_not_asked_is_not_signed(officer: Page, server: Server) -> None:
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("All well.")
    group = officer.get_by_role("group", name="Anyone hurt")
    group.get_by_label("Yes").check()
    officer.get_by_role("textbox", name="Who was hurt").fill("Nobody after all")
    group.get_by_label("No").check()
    officer.get_by_role("button", name="Sign and save").click()
    received(officer).to_be_visible()
    assert bodies(server) == [{"text": "All well.", "hurt": False}]


def test_a_hint_never_stands_in_the_way(officer: Page, server: Server) -> None:
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("button", name="Sign and save").click()
    dialog = officer.get_by_role("dialog")
    expect(dialog).to_contain_text("Sample Act 1999 s.1")
    dialog.get_by_role("button", name="Sign and save now").click()
    received(officer).to_be_visible()
    assert bodies(server) == [{}]
