"""Single keys at the desk: they move, never decide, and can be turned off."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from tests import handset, make
from tests.submissions.desk import INTEL, page, sent
from tests.web import axe
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


FOLDED = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.fixture
def sergeant(transactional_db: None) -> Officer:
    catalogue.publish_builtin()
    return make.supervisor()


@pytest.fixture
def reports(sergeant: Officer) -> list[UUID]:
    """In the order in which they wait; another reads the second."""
    phone = handset.of()
    waiting = [sent(phone, INTEL) for _ in range(3)]
    make.at_desk(make.supervisor()).get(page(waiting[1]))
    return waiting


@pytest.fixture
def desk(live_server: LiveServer, sergeant: Officer, reports: list[UUID]) -> Iterator[Page]:
    cookie = make.at_desk(sergeant).cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**PHONE, base_url=live_server.url)
        named = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}
        context.add_cookies([named])
        yield context.new_page()
        browser.close()


def test_a_queue_is_worked_by_single_keys(desk: Page, reports: list[UUID]) -> None:
    desk.goto("/desk/")
    rows = desk.locator("[data-row]")
    desk.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    desk.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    expect(rows.nth(1)).to_contain_text("is reading this")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{page(reports[0])}")
    desk.keyboard.press("j")
    expect(desk.locator(".remark > details > summary").first).to_be_focused()
    desk.keyboard.press("a")
    expect(desk.get_by_label("Six-figure code")).to_be_focused()
    desk.keyboard.press("n")  # typed into the code: no key there
    assert desk.url.endswith(page(reports[0]))
    desk.locator("h1").click()
    desk.keyboard.press("r")
    expect(desk.get_by_label("Reason").first).to_be_focused()
    desk.locator("h1").click()
    desk.keyboard.press("n")
    desk.wait_for_url(f"**{page(reports[2])}")  # past what another reads
    desk.keyboard.press("u")
    desk.wait_for_url("**/desk/")
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.locator("[name=pick]").first).to_be_checked()
    desk.keyboard.press("f")
    expect(desk.get_by_label("Time limit")).to_be_focused()


@axe.needs_axe
def test_choosing_a_claim_and_the_keys_are_without_a_fault(desk: Page, reports: list[UUID]) -> None:
    for address in ("/desk/?by=risk&age=4", "/desk/?by=risk", page(reports[1])):
        desk.emulate_media(color_scheme="light")
        desk.goto(address)
        desk.evaluate(FOLDED)
        found = axe.violations(desk) + axe.small(desk) + axe.sideways(desk)
        desk.emulate_media(color_scheme="dark")
        assert [*found, *axe.violations(desk, "color-contrast")] == []


def test_keys_that_are_turned_off_do_nothing(desk: Page) -> None:
    desk.goto("/desk/")
    desk.keyboard.press("?")
    desk.get_by_label("Use single keys on this device").uncheck()
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.locator("[data-row]").first).not_to_be_focused()


def test_taking_over_is_a_tick_and_no_key_decides(desk: Page, reports: list[UUID]) -> None:
    desk.goto(page(reports[1]))
    expect(desk.locator("#claim")).to_contain_text("is reading this")
    desk.keyboard.press("t")
    expect(desk.locator("#over")).to_be_checked()
    for key in "jkaxrtn":
        desk.keyboard.press(key)
    desk.goto("/desk/")
    expect(desk.get_by_text("3 waiting").first).to_be_visible()
