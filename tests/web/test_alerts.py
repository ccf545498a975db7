"""Alerts on the phone: over every screen until seen, gone when over, told of when it can be."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from field_api.lib import clock
from tests.web.server import Server
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHAT = "Blue Transit, stolen plant"
ADVICE = "Stop and search; two on board"


def alert(priority: str = "high", *, lasts: float = 3600, **other: Any) -> dict[str, Any]:
    moment = datetime.now(UTC)
    said = {
        "id": str(uuid4()),
        "what": WHAT,
        "words": "Last seen on the A45.",
        "advice": ADVICE,
        "priority": priority,
        "marking": "OFFICIAL",
        "from": "PS 2002 Sample",
        "unit": "Response A",
        "issued_at": clock.iso(moment),
        "valid_from": clock.iso(moment - timedelta(minutes=1)),
        "valid_until": clock.iso(moment + timedelta(seconds=lasts)),
        "supersedes": None,
        "subject": None,
        "seen_at": None,
        "acted": [],
    }
    return said | other


def news(server: Server, doc: dict[str, Any], op: str = "upsert") -> None:
    change = {"kind": "alert", "id": doc["id"], "seq": len(server.feed) + 1, "op": op}
    server.feed.append(change | ({"doc": doc} if op == "upsert" else {}))


def look(phone: Page) -> None:
    """Have the page ask for news now, as a poke would."""
    phone.evaluate("dispatchEvent(new Event('online'))")


def kept(phone: Page) -> list[dict[str, Any]]:
    """What the phone has of alerts."""
    found: list[dict[str, Any]] = phone.evaluate(
        "import('fieldbook/store').then((store) => store.all('alerts'))"
    )
    return found


def steps(server: Server) -> list[tuple[str, str]]:
    return [(one["step"], one.get("outcome", "")) for one in server.heard]


def test_one_comes_up_is_opened_and_acted_on(officer: Page, server: Server) -> None:
    news(server, doc := alert())
    look(officer)
    bar = officer.locator(".alertbar")
    expect(bar).to_contain_text(WHAT)
    expect(officer.get_by_role("link", name=re.compile("^Alerts"))).to_contain_text("1")
    until(officer, lambda: steps(server) == [("delivered", "")])
    bar.click()
    expect(officer.get_by_role("heading", name=WHAT)).to_be_visible()
    expect(officer.get_by_text(ADVICE)).to_be_visible()
    expect(bar).to_have_count(0)
    until(officer, lambda: ("seen", "") in steps(server))
    assert officer.title() == "Alerts – Fieldbook"
    assert doc["id"] in officer.url
    officer.get_by_label("In a few words").fill("Two minutes away")
    officer.get_by_role("button", name="I attend").click()
    expect(officer.get_by_text("I attend · ")).to_contain_text("Two minutes away")
    until(officer, lambda: ("acted", "attending") in steps(server))
    officer.get_by_role("button", name="Done", exact=True).click()
    until(officer, lambda: len(server.heard) == 4)
    assert steps(server)[-1] == ("acted", "done")


def test_an_immediate_one_covers_until_it_is_seen(officer: Page, server: Server) -> None:
    news(server, alert("immediate"))
    look(officer)
    cover = officer.get_by_role("dialog")
    expect(cover).to_contain_text(ADVICE)
    officer.keyboard.press("Escape")
    officer.keyboard.press("Escape")  # browsers let a second one through
    expect(cover).to_be_visible()
    cover.get_by_role("button", name="Seen").click()
    expect(cover).to_have_count(0)
    until(officer, lambda: ("seen", "") in steps(server))


def test_it_waits_for_a_pause_in_typing_and_takes_no_letter(officer: Page, server: Server) -> None:
    officer.get_by_role("button", name="Note").click()
    words = officer.get_by_label("Words")
    words.press_sequentially("He said ")
    news(server, alert("immediate"))
    look(officer)
    bar, cover = officer.locator(".alertbar"), officer.get_by_role("dialog")
    for letter in "I was not there and nor was she":
        officer.keyboard.press(letter if letter != " " else "Space")
        assert cover.count() == 0
    expect(bar).to_be_visible()
    expect(cover).to_be_visible()
    cover.get_by_role("button", name="Seen").click()
    expect(words).to_have_value("He said I was not there and nor was she")
    expect(words).to_be_focused()


def test_one_that_runs_out_leaves_without_a_signal(officer: Page, server: Server) -> None:
    news(server, alert(lasts=6))
    look(officer)
    expect(officer.locator(".alertbar")).to_be_visible()
    until(officer, lambda: steps(server) == [("delivered", "")])
    server.down = True
    expect(officer.locator(".alertbar")).to_have_count(0)
    until(officer, lambda: kept(officer) == [])
    officer.goto("/#/alerts")
    expect(officer.get_by_text("None that stands")).to_be_visible()


def test_a_clock_that_is_slow_keeps_none_any_longer(officer: Page, server: Server) -> None:
    """The phone's clock stands an hour behind the server's, and it knows."""
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    officer.clock.set_fixed_time(hour_ago)
    news(server, alert(lasts=1800))
    look(officer)
    expect(officer.locator(".alertbar")).to_be_visible()
    expect(officer.get_by_text("This phone’s clock is 1 h slow")).to_be_visible()
    server.down = True
    look(officer)
    expect(officer.get_by_role("link", name="No connection")).to_be_visible()
    officer.clock.set_fixed_time(hour_ago + timedelta(minutes=31))  # nothing says so but the phone
    officer.evaluate("location.hash = '#/alerts'")
    expect(officer.get_by_text("None that stands")).to_be_visible()


def test_a_recall_heard_late_takes_the_text_and_not_what_was_done(
    officer: Page, server: Server
) -> None:
    news(server, doc := alert())
    look(officer)
    officer.locator(".alertbar").click()
    until(officer, lambda: ("seen", "") in steps(server))
    server.down = True
    officer.get_by_role("button", name="No trace").click()
    expect(officer.get_by_text("not sent yet")).to_be_visible()
    server.feed.clear()
    news(server, doc, "delete")
    server.down = False
    look(officer)
    expect(officer.get_by_role("heading", name="This alert is over")).to_be_visible()
    until(officer, lambda: ("acted", "no_trace") in steps(server))
    until(officer, lambda: kept(officer) == [])


def test_what_others_have_not_seen_comes_up_again(officer: Page, server: Server) -> None:
    seen = alert(seen_at=clock.iso(datetime.now(UTC)))
    news(server, seen)
    look(officer)
    until(officer, lambda: steps(server) == [("delivered", "")])
    expect(officer.locator(".alertbar")).to_have_count(0)
    late = {"unseen": 1, "unseen_by": ["PC 1001 Sample"], "unseen_at": clock.iso(datetime.now(UTC))}
    news(server, seen | late)
    look(officer)
    bar = officer.locator(".alertbar")
    expect(bar).to_contain_text("1 officer of yours has not seen it")
    bar.click()
    expect(officer.get_by_text("PC 1001 Sample")).to_be_visible()
    expect(bar).to_have_count(0)


def test_a_routine_one_is_a_number_on_the_tab(officer: Page, server: Server) -> None:
    news(server, alert("routine"))
    look(officer)
    tab = officer.get_by_role("link", name=re.compile("^Alerts"))
    expect(tab).to_contain_text("1")
    expect(officer.locator(".alertbar")).to_have_count(0)
    tab.click()
    expect(officer.get_by_text(WHAT)).to_be_visible()


def test_what_is_outside_the_page_says_no_word_of_it(officer: Page, server: Server) -> None:
    officer.evaluate(
        """() => {
          globalThis.shown = [];
          Object.defineProperty(Notification, "permission", { get: () => "granted" });
          const worker = { showNotification: async (...said) => void shown.push(said) };
          Object.defineProperty(navigator.serviceWorker, "ready", { get: async () => worker });
          Object.defineProperty(document, "hidden", { get: () => true });
        }"""
    )
    news(server, alert("immediate"))
    look(officer)
    until(officer, lambda: officer.evaluate("shown.length"))
    ((title, options),) = officer.evaluate("shown")
    assert title == "Fieldbook: 1 new alert"
    assert WHAT not in str(options) and WHAT not in officer.title()
