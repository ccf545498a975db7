"""A phone's browser on this machine: Chromium, slowed to a phone's processor and a phone's line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
SLOWER = 4  # times: a phone of some years beside this machine
PHONE = {"width": 390, "height": 844}

# Lighthouse's mobile preset: "slow 4G", about the best of 3G. Given to Chromium as they stand: 150
# ms pass before each answer begins; neither the handshake of TCP nor that of TLS is in it.
LINE = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_LOCK = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class NoBrowser(Exception):
    """Nothing here can open a page: neither Chromium nor Playwright belongs to an installation."""


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Raises NoBrowser."""
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 comes with the tests only
    except ImportError:
        browser = None
    if browser is None:
        raise NoBrowser
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser, args=quiet)
        yield launched
        launched.close()


def phone(browser: "Browser", base: str) -> "BrowserContext":
    """A phone that has nothing yet. By a name: only that can be what a phone's lock is for."""
    named = base.replace("127.0.0.1", "localhost", 1)
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB", base_url=named)
    context.set_default_timeout(60_000)
    return context


def page(context: "BrowserContext", *, slower: int = 1, line: bool = False) -> "Page":
    """Not opened yet, with a lock that opens to every finger."""
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": _LOCK})
    if slower > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
    return opened
