"""The shell as a site serves it: small, whole or not at all, and open without a signal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import collected
from tests.web.authenticator import fit
from tests.web.conftest import PHONE
from tests.web.server import Server

pytestmark = pytest.mark.browser

MOST = 150 * 1024  # bytes, compressed: issue 7
READY = "async () => Boolean((await navigator.serviceWorker.ready).active)"
KEPT = """async () => {
  const all = {};
  for (const name of await caches.keys())
    all[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  return all;
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[collected.Site]:
    with collected.site(tmp_path, Server()) as served:
        served.release("1.0.9")
        yield served


@pytest.fixture
def page(chromium: Browser, site: collected.Site) -> Iterator[Page]:
    context = chromium.new_context(**PHONE, base_url=site.url)
    opened = context.new_page()
    fit(opened)
    broken: list[str] = []
    opened.on("pageerror", lambda error: broken.append(str(error)))
    yield opened
    context.close()
    assert broken == []


def packed(file: Path) -> int:
    """Bytes of it as a browser gets it over HTTPS."""
    smaller = file.with_name(f"{file.name}.br")
    return (smaller if smaller.exists() else file).stat().st_size


def shells(page: Page) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = page.evaluate(KEPT)
    return {name: paths for name, paths in kept.items() if name.startswith("fieldbook-")}


def test_the_joined_shell_is_small_starts_and_asks_for_few_files(
    page: Page, site: collected.Site
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.evaluate(READY)
    (paths,) = shells(page).values()
    scripts = {url for url in asked if url.endswith(".js")}
    assert {re.sub(r"\..*", "", url.rpartition("/")[2]) for url in scripts} == {
        "lighting",
        "app",
        "later",
    }
    served = site.folder / "static-1.0.9"
    files = [served / path.removeprefix("/static/") for path in paths if path.startswith("/static")]
    assert 0 < sum(map(packed, files)) <= MOST
