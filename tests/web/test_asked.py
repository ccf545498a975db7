"""Asked about a look-up on the handset: said on the Ask screen, answered in a sentence."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server, now

pytestmark = pytest.mark.browser


def asked(**other: object) -> tuple[int, Item]:
    one = {
        "id": 7,
        "looked_at": now(),
        "at_what": "vehicle",
        "subject": "query:1",
        "terms": {"vrm": "FB26DEM"},
        "purpose": "Stopped on Abington Street",
        "place": "",
        "asked_at": now(),
        "reminded": True,
        "overdue": True,
    }
    return 200, {"asked": [{**one, **other}]}


def test_an_officer_says_why_they_looked(officer: Page, server: Server) -> None:
    server.trouble["asked"] = [asked(), asked()]
    server.trouble["asked/7/answer"] = [(422, {"code": "x", "title": "Too long"}), (204, {})]
    officer.get_by_role("link", name="Ask", exact=True).click()
    expect(officer.get_by_text("You are asked about one look-up")).to_be_visible()
    officer.get_by_role("link", name="Say why you looked").click()
    page = officer.locator("#main")
    for said in ("Vehicle, ", "FB26DEM", "Stopped on Abington Street", "the auditor sees that"):
        expect(page).to_contain_text(said)
    officer.get_by_role("button", name="Answer").click()
    expect(page).to_contain_text("Say in a few words why you looked.")
    officer.get_by_label("Why did you look?").fill("It had no tax when it passed")
    officer.get_by_role("button", name="Answer").click()
    expect(page).to_contain_text("Too long")
    officer.get_by_role("button", name="Answer").click()
    expect(page).to_contain_text("Thank you.")


def test_nothing_open_and_no_signal_hold_nothing_up(officer: Page, server: Server) -> None:
    officer.get_by_role("link", name="Ask", exact=True).click()
    expect(officer.get_by_role("heading", name="Ask the systems")).to_be_visible()
    expect(officer.get_by_text("You are asked about")).to_have_count(0)
    server.down = True
    officer.goto("/#/asked")
    expect(officer.get_by_text("The list could not be fetched.")).to_be_visible()
