"""What somebody wrote never runs: not on the handset, not at the desk, in a real browser."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from tests import handset, make
from tests.submissions import desk
from tests.web.conftest import CHROMIUM, PHONE
from tests.web.server import Server
from tests.web.test_work import document, tell

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

PAYLOADS = (
    "<script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><script href=data:text/javascript,window.ran=1 />",
    "\"><img src=x onerror='window.ran=1'>",
    "'-(window.ran=1)-'",
    "</textarea><script>window.ran=1</script>",
    "</title></style></script><script>window.ran=1</script>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>",
    "<a href='javascript:window.ran=1'>x</a>",
    "<body onload=window.ran=1>",
    "<details open ontoggle=window.ran=1>x</details>",
    "<input autofocus onfocus=window.ran=1>",
    "<math><mtext><img src=x onerror=window.ran=1>",
    "{{constructor.constructor('window.ran=1')()}}",
    "{% load x %}${window.ran=1}",
    "<!--><img src=x onerror=window.ran=1>-->",
    "<meta http-equiv=refresh content='0;url=javascript:window.ran=1'>",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "\u2028<base href=//evil.example/>",
)
ALL = " ".join(PAYLOADS)
ADDED = "script[src*='evil'], base, iframe, #main svg script, img[src='x'], a[href^='javascript:']"

LISTEN = """window.reported = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.reported.push(event.effectiveDirective));"""
PLANTED = "<script>window.ran=1</script><button onclick='window.ran=1'></button>"

TRIES = """async () => {
  const script = document.createElement("script");
  const refused = [];
  for (const attempt of [
    () => (document.createElement("div").innerHTML = "<img src=x onerror=window.ran=1>"),
    () => document.body.insertAdjacentHTML("beforeend", "<script>window.ran=1</script>"),
    () => document.write("<script>window.ran=1</script>"),
    () => (script.text = "window.ran=1"),
    () => (script.src = "data:text/javascript,window.ran=1"),
    () => new DOMParser().parseFromString("<p>x</p>", "text/html"),
    () => trustedTypes.createPolicy("ours", { createHTML: (text) => text }),
  ]) {
    try { attempt(); refused.push(false); } catch { refused.push(true); }
  }
  await new Promise((done) => setTimeout(done, 100));
  return { refused, reported: window.reported, ran: window.ran ?? null };
}"""


def nothing_ran(page: Page) -> None:
    assert page.evaluate("window.ran ?? null") is None
    assert page.locator(ADDED).count() == 0


def policy_holds(page: Page, path: str) -> None:
    """Of a page whose markup somebody else added to, and whose script tries what it can."""

    def spoil(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</body>", f"{PLANTED}</body>"))

    page.add_init_script(LISTEN)
    page.route(f"**{path}", spoil)
    page.goto(path)
    page.locator("body > button").last.dispatch_event("click")
    found = page.evaluate(TRIES)
    assert found["refused"] == [True] * 7
    wanted = {"script-src-elem", "script-src-attr", "require-trusted-types-for", "trusted-types"}
    assert set(found["reported"]) >= wanted
    assert found["ran"] is None


def planted(value: Any) -> Any:
    """The same answers with markup in every free text."""
    if isinstance(value, dict):
        return {name: planted(one) for name, one in value.items()}
    if isinstance(value, list):
        return [planted(one) for one in value]
    return f"{value} {ALL}" if isinstance(value, str) and " " in value else value


def test_markup_is_text_on_the_handset(officer: Page, server: Server) -> None:
    step = {"step": "send_back", "label": ALL, "at": "2026-03-02T10:00:00Z", "by": ALL}
    step |= {"text": ALL, "comments": [{"pointer": "/text", "text": ALL}]}
    answers = {"text": ALL, "hurt": True, "who": ALL}
    tell(officer, server, document(body=answers, review=[step], state_label=ALL))
    expect(officer.get_by_text(PAYLOADS[0]).first).to_be_visible()
    nothing_ran(officer)
    officer.get_by_role("link", name="New", exact=True).click()
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill(ALL)
    officer.get_by_role("button", name="Sign and save").click()
    officer.get_by_role("link", name="See this entry").click()
    expect(officer.get_by_text(PAYLOADS[0]).first).to_be_visible()
    nothing_ran(officer)


def test_an_injected_script_is_refused_and_reported_on_the_handset(
    chromium: Browser, site: str
) -> None:
    page = chromium.new_page(base_url=site, service_workers="block")
    policy_holds(page, "/")
    page.context.close()


@pytest.fixture
def reports(transactional_db: None) -> list[UUID]:
    catalogue.publish_builtin()
    phone = handset.of()
    kinds = (desk.INTEL, desk.SEARCH)
    return [desk.sent(phone, kind, **planted(desk.example(kind))) for kind in kinds]


@pytest.fixture
def at_desk(reports: list[UUID], live_server: LiveServer) -> Iterator[Page]:
    """Rows are made before: while the browser lives Django takes this thread for an async one."""
    name = settings.SESSION_COOKIE_NAME
    cookie = make.at_desk(make.supervisor()).cookies[name].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**PHONE, base_url=live_server.url)
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        yield context.new_page()
        browser.close()


def test_markup_is_text_at_the_desk(at_desk: Page, reports: list[UUID]) -> None:
    for report in reports:
        at_desk.goto(desk.page(report))
        expect(at_desk.get_by_text(PAYLOADS[0]).first).to_be_visible()
        nothing_ran(at_desk)
    policy_holds(at_desk, desk.page(reports[0]))
