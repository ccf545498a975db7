"""Installed, its process killed, opened again where there is no signal: the page is there."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.web import collected
from tests.web.authenticator import fit
from tests.web.conftest import CHROMIUM, PHONE
from tests.web.server import Server
from tests.web.test_shell import READY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@contextmanager
def phone(profile: Path, url: str) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=CHROMIUM, args=["--no-sandbox"], base_url=url, **PHONE
        )
        yield context
        context.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[collected.Site]:
    with collected.site(tmp_path, Server()) as served:
        served.release("1.0.9")
        yield served


def sign_in(page: Page) -> None:
    fit(page)
    page.goto("/")
    page.get_by_label("Officer number").fill("34-1001")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Six-figure code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Note")).to_be_visible()
    page.evaluate(READY)


def kill(profile: Path) -> None:
    """The browser's own process, which its lock names: the rest of it has nothing to do then."""
    _, _, process = os.readlink(profile / "SingletonLock").rpartition("-")
    os.kill(int(process), signal.SIGKILL)


def test_a_killed_phone_opens_in_airplane_mode(tmp_path: Path, site: collected.Site) -> None:
    profile = tmp_path / "profile"
    with phone(profile, site.url) as context:
        sign_in(context.pages[0])
        kill(profile)
    site.withdraw()
    with phone(profile, site.url) as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto("/#/work")
        expect(page.get_by_role("heading", name="Locked")).to_be_visible()
        expect(page.get_by_role("link", name="Another officer signs in")).to_be_visible()


def test_chromium_has_nothing_against_installing_it(tmp_path: Path, site: collected.Site) -> None:
    with phone(tmp_path / "profile", site.url) as context:
        page = context.pages[0]
        page.goto("/")
        page.evaluate(READY)
        line = context.new_cdp_session(page)
        assert line.send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
        manifest = line.send("Page.getAppManifest")
        assert manifest["errors"] == [] and manifest["url"].endswith("/manifest.webmanifest")
