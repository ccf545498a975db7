"""Opened once with a signal, the page opens for ever after without one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PHONE

pytestmark = pytest.mark.browser

READY = "async () => (await navigator.serviceWorker.ready).active.state"
KEPT = """async () => {
  const [name] = await caches.keys();
  const kept = await (await caches.open(name)).keys();
  return kept.map((request) => new URL(request.url).pathname);
}"""


@pytest.fixture
def installed(chromium: Browser, site: str) -> Iterator[Page]:
    """The page after a first visit, with its service worker ready."""
    context = chromium.new_context(**PHONE, base_url=site)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.evaluate(READY)
    yield page
    context.close()


def test_a_cold_start_needs_no_network(installed: Page) -> None:
    installed.context.set_offline(True)
    installed.goto("/")
    expect(installed.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(installed.get_by_role("button", name="Sign in")).to_be_enabled()


def test_only_the_shell_is_kept(installed: Page) -> None:
    paths = installed.evaluate(KEPT)
    assert "/" in paths
    allowed = ("/static/web/", "/manifest.webmanifest")
    assert [path for path in paths if path != "/" and not path.startswith(allowed)] == []


def test_the_desk_is_never_served_from_the_phone(installed: Page) -> None:
    installed.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        installed.goto("/desk/")
