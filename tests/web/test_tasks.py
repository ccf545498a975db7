"""Taskings on the phone: seen, answered without a signal too, written up without typing again."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from field_api.catalogue import shipped
from field_api.lib import clock
from tests.web.server import NOTE, Server
from tests.web.test_alerts import look
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHAT = "Alex Sample, born 1990-02-01"
SOUGHT = {"surname": "Sample", "given_names": "Alex", "dob": "1990-02-01", "pnc_id": "19/123456X"}


def task(**other: Any) -> dict[str, Any]:
    said = {
        "id": str(uuid4()),
        "verb": "arrest",
        "what": WHAT,
        "words": "Failed to appear at court.",
        "advice": "May run.",
        "place": "Sixfields car park",
        "sought": {"type": "person", "attributes": SOUGHT},
        "priority": "high",
        "marking": "OFFICIAL-SENSITIVE",
        "from": "PS 2002 Sample",
        "unit": "Response A",
        "issued_at": clock.iso(datetime.now(UTC)),
        "due_at": None,
        "outcomes": ["arrested", "located", "not_found"],
        "ends": ["arrested"],
        "forms": ["arrest", "note"],
        "said": [],
        "going": [],
    }
    return said | other


def news(server: Server, doc: dict[str, Any], op: str = "upsert") -> None:
    change = {"kind": "tasking", "id": doc["id"], "seq": len(server.feed) + 1, "op": op}
    server.feed.append(change | ({"doc": doc} if op == "upsert" else {}))


def kept(phone: Page) -> list[dict[str, Any]]:
    """What the phone has of taskings."""
    found: list[dict[str, Any]] = phone.evaluate(
        "import('fieldbook/store').then((store) => store.all('tasks'))"
    )
    return found


def steps(server: Server) -> list[tuple[str, str]]:
    return [(one["step"], one.get("outcome", "")) for one in server.told]


@pytest.fixture
def server() -> Server:
    forms = {one["kind"]: one for one in shipped.documents()}
    return Server(forms=[NOTE, forms["arrest"]])


def test_one_comes_up_is_taken_on_written_up_and_done(officer: Page, server: Server) -> None:
    news(server, doc := task(going=["PC 1002 Sample"]))
    look(officer)
    bar = officer.locator(".alertbar")
    expect(bar).to_contain_text(WHAT)
    expect(officer.get_by_role("link", name=re.compile("^Alerts"))).to_contain_text("1")
    bar.click()
    expect(officer.get_by_role("heading", name=WHAT)).to_be_visible()
    expect(officer.get_by_text("Locate and arrest")).to_be_visible()
    expect(officer.get_by_text("PC 1002 Sample")).to_be_visible()
    expect(officer.get_by_text("you need your own")).to_be_visible()
    until(officer, lambda: steps(server) == [("delivered", ""), ("seen", "")])
    officer.get_by_role("button", name="I go").click()
    officer.get_by_role("button", name=re.compile("^Write: Arrest")).click()
    expect(officer.get_by_text("answers are from the tasking")).to_be_visible()
    expect(officer.locator("#field-surname")).to_have_value("Sample")
    expect(officer.locator("#field-pnc_id")).to_have_value("19/123456X")
    officer.get_by_role("button", name="Sign and save").click()
    officer.get_by_role("button", name="Sign and save now").click()
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
    officer.get_by_role("link", name="Say what came of it").click()
    officer.get_by_label("In a few words").fill("In custody")
    officer.get_by_role("button", name="Arrested").click()
    until(officer, lambda: len(server.told) == 5)
    assert steps(server)[2:] == [("accepted", ""), ("wrote", ""), ("outcome", "arrested")]
    assert {one["tasking"] for one in server.told} == {doc["id"]}
    (entry,) = server.entries.values()
    wrote = next(one for one in server.told if one["step"] == "wrote")
    assert wrote["submission"].encode() in entry.payload


def test_it_is_answered_without_a_signal_and_told_when_there_is_one(
    officer: Page, server: Server
) -> None:
    news(server, task())
    look(officer)
    officer.locator(".alertbar").click()
    until(officer, lambda: ("seen", "") in steps(server))
    server.down = True
    officer.get_by_role("button", name="I can’t").click()
    expect(officer.get_by_text("Say why you can’t")).to_be_visible()
    officer.get_by_label("If you can’t, why").fill("In custody with another")
    officer.get_by_role("button", name="I can’t").click()
    expect(officer.get_by_text("not sent yet")).to_be_visible()
    officer.get_by_role("button", name="I go").click()
    officer.get_by_role("button", name="Not found").click()
    expect(officer.get_by_text("not sent yet")).to_have_count(3)
    server.down = False
    look(officer)
    until(officer, lambda: len(server.told) == 5)
    told = [("declined", ""), ("accepted", ""), ("outcome", "not_found")]
    assert steps(server)[2:] == told
    assert server.told[2]["words"] == "In custody with another"
    expect(officer.get_by_text("not sent yet")).to_have_count(0)


def test_one_that_is_over_leaves_and_what_was_said_is_told(officer: Page, server: Server) -> None:
    news(server, doc := task())
    look(officer)
    officer.locator(".alertbar").click()
    officer.get_by_role("button", name="I go").click()
    until(officer, lambda: ("accepted", "") in steps(server))
    server.down = True
    officer.get_by_role("button", name="Arrested").click()
    expect(officer.get_by_text("not sent yet")).to_be_visible()
    server.feed.clear()
    news(server, doc, "delete")
    server.down = False
    look(officer)
    expect(officer.get_by_role("heading", name="This is over")).to_be_visible()
    until(officer, lambda: ("outcome", "arrested") in steps(server))
    until(officer, lambda: kept(officer) == [])


def test_it_stands_first_under_alerts(officer: Page, server: Server) -> None:
    news(server, task(priority="routine", due_at=clock.iso(datetime.now(UTC))))
    look(officer)
    tab = officer.get_by_role("link", name=re.compile("^Alerts"))
    expect(tab).to_contain_text("1")
    expect(officer.locator(".alertbar")).to_have_count(0)
    tab.click()
    expect(officer.get_by_role("heading", name="Asked of you")).to_be_visible()
    officer.get_by_text(WHAT).click()
    expect(officer.get_by_role("heading", name=WHAT)).to_be_visible()
    expect(officer.locator(".tab[aria-current]")).to_contain_text("Alerts")
