"""axe-core on every page of the desk and the console, on a phone, in the light and in the dark.

The pages are those that the routes know: a new one that nobody can open here fails.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.web import axe, desk_pages, desk_world
from tests.web.conftest import CHROMIUM, PHONE
from tests.web.desk_pages import Shown, Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.long,
    axe.needs_axe,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
LEAST_PAGES = 64
DESK: ViewportSize = {"width": 1280, "height": 800}
FOLDED = "for (const one of document.querySelectorAll('details')) one.open = true"


@pytest.fixture
def pages(transactional_db: None, tmp_path: Path, settings: Any) -> list[Shown]:
    """Made before the browser lives: then Django takes this thread for an async one."""
    return list(desk_pages.pages(desk_world.filled(tmp_path, settings)))


@pytest.fixture
def browser(pages: list[Shown]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


def _signed_in(browser: Browser, who: Visitor, at: str) -> BrowserContext:
    context = browser.new_context(**PHONE, base_url=at)
    if who.cookie:
        name = configured.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": who.cookie, "url": at}])
    return context


def _wrong(page: Page, address: str) -> list[str]:
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    assert answer and answer.status == 200, address
    page.evaluate(FOLDED)
    found = axe.violations(page) + axe.small(page) + axe.sideways(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in axe.violations(page, "color-contrast")]
    return found + _wide(page)


def _wide(page: Page) -> list[str]:
    """What a desk's screen shows besides: in the bar it has room for a name."""
    page.set_viewport_size(DESK)
    found = [f"wide, dark: {one}" for one in axe.violations(page, "color-contrast")]
    page.emulate_media(color_scheme="light")
    found += [f"wide: {one}" for one in axe.violations(page, "color-contrast")]
    page.set_viewport_size(PHONE["viewport"])  # type: ignore[arg-type]
    return found


def test_every_page_is_without_a_fault(
    pages: list[Shown], browser: Browser, live_server: LiveServer
) -> None:
    opened = {who.name: _signed_in(browser, who, live_server.url).new_page() for who in _of(pages)}
    wrong = [
        f"{shown.route} {fault}"
        for shown in pages
        for fault in _wrong(opened[shown.who.name], shown.address)
    ]
    assert not wrong, "\n".join(wrong)
    assert len(pages) >= LEAST_PAGES


def _of(pages: list[Shown]) -> list[Visitor]:
    return list({shown.who.name: shown.who for shown in pages}.values())
