"""The server's word that empties a lost phone, in the browser that has to heed it.

A played answer is none that came over the network, and Chromium heeds only those: here it does.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page, expect

from tests.web.authenticator import fit, named
from tests.web.conftest import PHONE, Silent, Threaded
from tests.web.server import problem
from tests.web.waiting import until

pytestmark = pytest.mark.browser

FILL = """async () => {
  localStorage.setItem("left", "1");
  await (await import("fieldbook/store")).put("meta", { id: "lost", at: 1 });
}"""
ASK = """async (options) =>
  (await import("fieldbook/api")).bare("/sync/pull", options).catch((error) => error.code)"""
LEFT = """async () => ({
  local: localStorage.getItem("left"),
  databases: (await indexedDB.databases()).map(({ name }) => name),
})"""
FINISH = "async () => (await import('fieldbook/lost')).finish()"


class Lost:
    """The shell as it is served, before an API that answers as to a lost handset."""

    def __init__(self) -> None:
        self.page = get_wsgi_application()
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/api/"):
            return self.page(environ, start)
        said = environ.get("HTTP_FIELDBOOK_WHEN_LOST", "")
        self.asked.append(said)
        status, body = problem(403, "device-lost")
        headers = [("Content-Type", "application/problem+json")]
        if said != "sends-first":
            headers.append(("Clear-Site-Data", '"cache", "storage"'))
        start(f"{status} Forbidden", headers)
        return [json.dumps(body).encode()]


@pytest.fixture
def lost() -> Lost:
    return Lost()


@pytest.fixture
def phone(chromium: Browser, lost: Lost) -> Iterator[Page]:
    server = make_server("127.0.0.1", 0, lost, server_class=Threaded, handler_class=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(
        **PHONE, base_url=named(f"http://127.0.0.1:{server.server_port}/"), service_workers="block"
    )
    page = context.new_page()
    fit(page)
    # What goes on behind the screens would find the mark as well, and finish before the test asks.
    page.route("**/web/behind.js", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.evaluate(FILL)
    yield page
    context.close()
    server.shutdown()
    server.server_close()


def test_what_a_page_asks_while_it_still_has_to_send_empties_nothing(
    phone: Page, lost: Lost
) -> None:
    assert phone.evaluate(ASK, {}) == "device-lost"
    assert phone.evaluate(LEFT) == {"local": "1", "databases": ["fieldbook"]}
    assert lost.asked == ["sends-first"]


def test_what_it_asks_last_empties_the_browser(phone: Page, lost: Lost) -> None:
    """Whatever script there is: by the header alone, before the page has erased anything."""
    assert phone.evaluate(ASK, {"erases": True}) == "device-lost"
    until(phone, lambda: phone.evaluate(LEFT) == {"local": None, "databases": []})
    assert lost.asked == [""]


def test_a_lost_phone_with_nothing_left_to_send_is_as_new(phone: Page, lost: Lost) -> None:
    phone.evaluate(
        "async () => (await import('fieldbook/store')).put('carriers',"
        " { notebook: 'n', token: 'Bearer t', device: 'd', epoch: 1 })"
    )
    with phone.expect_navigation():
        phone.evaluate(FINISH)
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(phone.get_by_text("It was reported lost.")).to_be_visible()
    assert phone.evaluate("localStorage.getItem('left')") is None
    assert phone.evaluate("import('fieldbook/store').then((s) => s.all('carriers'))") == []
    assert lost.asked == [""]
