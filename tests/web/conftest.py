"""The shell served as it is, Chromium to open it, and the API played by the test itself."""

import logging
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.web.authenticator import fit, named
from tests.web.server import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "locale": "en-GB",
    "timezone_id": "Europe/London",
    "reduced_motion": "reduce",
}


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A test prints nothing of its own."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of the real shell. It needs no database, and this server has none."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    server = make_server(
        "127.0.0.1", 0, get_wsgi_application(), server_class=Threaded, handler_class=Silent
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield named(f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module, not a session: while Playwright's loop runs in this thread, Django
    takes every query for one from an async context."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: the handset page was not opened")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def phone(chromium: Browser, site: str, server: Server) -> Iterator[Page]:
    """A phone's page, not yet opened, whose API is `server`. It fails the test on a broken page."""
    context = chromium.new_context(**PHONE, base_url=site, service_workers="block")
    context.route("**/api/v1/**", server.answer)
    page = context.new_page()
    fit(page)
    broken: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if "Content Security" in said.text:
            broken.append(said.text)

    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", hear)
    yield page
    context.close()
    assert broken == []


def sign_in(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_label("Officer number").fill("34-1001")
    phone.get_by_label("Password").fill("secret")
    phone.get_by_label("Six-figure code").fill("123456")
    phone.get_by_role("button", name="Sign in").click()


@pytest.fixture
def officer(phone: Page) -> Page:
    """The phone with an officer signed in, at the list of forms."""
    sign_in(phone)
    expect(phone.get_by_role("button", name="Note")).to_be_visible()
    return phone
