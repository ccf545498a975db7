"""A sergeant's queue by keys alone: read, commented on at a field, sent back; the next approved."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from tests import handset, make
from tests.submissions.desk import INTEL, page, sent
from tests.web.conftest import CHROMIUM, PHONE
from tests.web.keys import Keys

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def sergeant(transactional_db: None) -> Officer:
    catalogue.publish_builtin()
    return make.supervisor()


@pytest.fixture
def key(sergeant: Officer) -> bytes:
    return bytes(sergeant.authenticator.bin_key)


@pytest.fixture
def reports(sergeant: Officer) -> list[UUID]:
    """In the order in which they wait."""
    phone = handset.of()
    return [sent(phone, INTEL) for _ in range(2)]


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


def test_one_is_sent_back_and_the_next_approved(
    key: bytes, desk: Page, reports: list[UUID]
) -> None:
    desk.goto("/desk/")
    keys = Keys(desk)
    assert keys.tab() == "Skip to the page"
    keys.press()
    keys.to("Intelligence report").press()
    desk.wait_for_url(f"**{page(reports[0])}")
    keys.to("Comment on").press()
    keys.to("Comment on").type("Which nights?")
    keys.to("Send back…").press()
    keys.to("Reason").type("A detail")
    keys.to("What should the officer do").type("One detail, please.")
    keys.to("Send back$").press()
    desk.wait_for_url(f"**{page(reports[1])}")
    expect(desk.get_by_role("status")).to_be_focused()
    expect(desk.get_by_role("status")).to_contain_text("Sent back:")
    keys.to("Six-figure code").type(f"{TOTP(key).token():06d}")
    keys.to("Approve").press()
    expect(desk.get_by_role("status")).to_contain_text("Approved:")


def test_a_tap_on_a_field_opens_its_comment(desk: Page, reports: list[UUID]) -> None:
    desk.goto(page(reports[0]))
    row = desk.locator(".facts__row:has(> .remark)").first
    row.locator("dt").click()
    expect(row.get_by_role("textbox")).to_be_focused()
