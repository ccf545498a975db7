"""The pages of erasure in a browser, as large as a phone: one proposes, the other decides."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.delivery.models import Delivery
from field_api.identity.models import Officer
from field_api.lib import clock
from tests import handset, make, written
from tests.submissions.desk import SEARCH, sent
from tests.submissions.erasing import pair
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def people(transactional_db: None) -> tuple[Officer, Officer]:
    """The two; an entry waits for them, which two systems have."""
    catalogue.publish_builtin()
    written.systems()
    written.system("stop-search", config={"base_url": written.NOWHERE, "erase_path": None})
    sent(handset.of(), SEARCH)
    Delivery.objects.update(state="delivered", settled_at=clock.now(), remote_ref="RMS-000123")
    return pair()


@pytest.fixture
def keys(people: tuple[Officer, Officer]) -> list[bytes]:
    """What the authenticators of the two make their codes of."""
    return [one.authenticator.bin_key for one in people]


def session(who: Officer) -> str:
    return make.at_desk(who).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def pages(
    live_server: LiveServer, people: tuple[Officer, Officer], keys: list[bytes]
) -> Iterator[tuple[Page, Page]]:
    two = list(map(session, people))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        contexts = [browser.new_context(**PHONE, base_url=live_server.url) for _ in two]
        for context, cookie in zip(contexts, two, strict=True):
            sign_in(context, cookie, live_server.url)
        yield contexts[0].new_page(), contexts[1].new_page()
        browser.close()


def sign_in(context: BrowserContext, cookie: str, url: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": cookie, "url": url}])


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def show_code(page: Page, key: bytes) -> None:
    page.get_by_label("Six-figure code").fill(f"{TOTP(key).token():06d}")


def test_two_people_erase_on_their_phones(pages: tuple[Page, Page], keys: list[bytes]) -> None:
    first, second = pages
    first.goto("/desk/")
    first.get_by_role("link", name="Stop and search").first.click()
    first.get_by_role("link", name="Erase what was written…").click()
    assert fits(first)
    first.get_by_role("button", name="Propose to a second person").click()
    expect(first.get_by_role("alert")).to_contain_text("Choose what it rests on.")
    assert fits(first)
    first.get_by_label("What it rests on").select_option("court-order")
    first.get_by_label("Why").fill("Order 2026/11 of the county court.")
    show_code(first, keys[0])
    first.get_by_role("button", name="Propose to a second person").click()
    expect(first.get_by_role("heading", name="You proposed it")).to_be_visible()
    assert fits(first)
    second.goto("/desk/erasures/")
    assert fits(second)
    second.get_by_role("link", name="Decide").click()
    assert fits(second)
    show_code(second, keys[1])
    second.get_by_role("button", name="Approve: erase it").click()
    expect(second.get_by_role("status")).to_contain_text("Erased")
    expect(second.get_by_text("2 of 2 have not said yet")).to_be_visible()
    assert "Lock knife" not in second.content()
    assert fits(second)
    second.get_by_role("link", name="Erasures").first.click()
    expect(second.get_by_text("2 systems to go")).to_be_visible()
    assert fits(second)
