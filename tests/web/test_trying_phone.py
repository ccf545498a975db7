"""A form tried at the desk, and the lists behind it, in a real browser as wide as a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.identity.rules import Role
from tests import make, written
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def offences(transactional_db: None) -> None:
    """Made before the page: while a browser lives Django takes this thread for an async one."""
    catalogue.publish_shipped_lists()


@pytest.fixture
def desk(live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    """An administrator's desk on a phone. It fails the test on a broken page."""
    written.forms()
    written.systems()
    lead = make.officer(role=Role.FORCE_ADMIN)
    cookie = make.at_desk(lead).cookies[settings.SESSION_COOKIE_NAME].value
    broken: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**PHONE, base_url=live_server.url)
        named: Any = {"name": settings.SESSION_COOKIE_NAME, "value": cookie}
        context.add_cookies([{**named, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on(
            "console", lambda said: broken.append(said.text) if "Content Sec" in said.text else 0
        )
        yield page
        browser.close()
    assert broken == []


def fits(page: Page) -> bool:
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(wide))


def test_a_form_is_tried_as_the_handset_shows_it(desk: Page) -> None:
    desk.goto("/desk/forms/stop-search/3/try/")
    assert fits(desk)
    plate = desk.get_by_label("Registration").first
    expect(plate).to_be_hidden()
    desk.get_by_label("Vehicle search", exact=True).check()
    desk.get_by_role("heading", name="The vehicle").click()
    plate.fill("AB12 CDE")
    desk.get_by_role("button", name="Check").click()
    expect(desk.get_by_role("heading", name="It would come back")).to_be_visible()
    assert fits(desk)
    expect(plate).to_have_value("AB12 CDE")
    expect(desk.get_by_text("Not filled in yet").first).to_be_visible()
    desk.get_by_role("button", name="Where: required").click()
    expect(desk.locator("#field-place")).to_be_focused()
    assert desk.evaluate("indexedDB.databases().then((kept) => kept.length)") == 0


def test_an_entry_without_fault_says_who_would_be_told(desk: Page) -> None:
    desk.goto("/desk/forms/note/2/try/")
    desk.locator("#field-text").fill("A bicycle was leaning against the north gate.")
    desk.get_by_role("button", name="Check").click()
    expect(desk.get_by_role("heading", name="It would be taken")).to_be_visible()
    desk.get_by_text("Records: is told").click()
    expect(desk.locator("pre").get_by_text("north gate")).to_be_visible()
    assert fits(desk)


def test_codes_are_found_while_typing_and_in_the_list_itself(offences: None, desk: Page) -> None:
    desk.goto("/desk/forms/crime-report/2/try/")
    finder = desk.get_by_role("combobox").and_(desk.locator("input")).first
    desk.locator("#sheet details").evaluate_all("all => all.forEach((box) => (box.open = true))")
    finder.fill("theft from a shop")
    desk.get_by_role("option", name="Theft from a shop").first.click()
    expect(finder).to_have_value("TH68010")
    desk.goto("/desk/lists/")
    desk.get_by_text("CJS offence codes").click()
    expect(desk.get_by_role("heading", name="page 1 of 147")).to_be_visible()
    assert fits(desk)
    desk.get_by_label("Look for words or a code").fill("theft shop")
    desk.get_by_role("button", name="Look").click()
    expect(desk.get_by_text("TH68010", exact=True)).to_be_visible()
    desk.get_by_role("link", name="Bring in a next version").click()
    expect(desk.get_by_role("heading", name="Next version of")).to_be_visible()
    assert fits(desk)
