"""The handset in another language: chosen on the phone, there without a signal, and never beyond
our own words."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PHONE
from tests.web.server import Server

pytestmark = pytest.mark.browser

WELSH = {
    "Sign in": "Mewngofnodi",
    "Yes": "Ie",
    "{count} entry": [f"{form} {{count}}" for form in ("dim", "un", "dau", "tri", "chwech", "mwy")],
    "Read as {shown}": "Darllenwyd {shown}",
}
SAY = """async ([kind, ...rest]) => {
  const words = await import("fieldbook/words");
  return words[kind](...rest);
}"""


def said(page: Page, kind: str, *rest: Any) -> Any:
    return page.evaluate(SAY, [kind, *rest])


@pytest.fixture
def welsh(phone: Page, site: str) -> Page:
    """The phone, not yet opened, set to a Welsh of four texts."""
    phone.context.add_cookies([{"name": "language", "value": "cy", "url": site}])
    phone.context.route("**/words-cy.json", lambda route: route.fulfill(json=WELSH))
    return phone


def test_welsh_is_one_tap_away_and_so_is_the_way_back(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="Cymraeg").click()
    expect(phone.get_by_role("heading", name="Mewngofnodi")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    expect(phone.get_by_role("link", name="Neidio i'r dudalen")).to_be_attached()
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "en-GB")


def test_the_choice_is_the_same_for_the_desk(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="Cymraeg").click()
    expect(phone.get_by_role("heading", name="Mewngofnodi")).to_be_visible()
    cookies = {one["name"]: one for one in phone.context.cookies()}
    assert cookies["language"]["value"] == "cy"
    phone.goto("/desk/sign-in")
    expect(phone.get_by_role("heading", name="Mewngofnodi i'r ddesg")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_browser_set_to_welsh_begins_in_it(chromium: Browser, site: str) -> None:
    mine = {**PHONE, "locale": "cy-GB"}
    context = chromium.new_context(**mine, base_url=site, service_workers="block")
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading", name="Mewngofnodi")).to_be_visible()
    context.close()


def test_english_fetches_no_catalogue(phone: Page) -> None:
    fetched: list[str] = []
    phone.on("request", lambda request: fetched.append(request.url))
    phone.goto("/")
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not [url for url in fetched if "words-" in url]


def test_a_catalogue_is_kept_and_an_older_one_is_better_than_none(welsh: Page) -> None:
    welsh.goto("/")
    expect(welsh.get_by_role("heading", name="Mewngofnodi")).to_be_visible()
    welsh.context.unroute("**/words-cy.json")
    welsh.context.route("**/words-cy.json", lambda route: route.abort())
    welsh.reload()
    expect(welsh.get_by_role("heading", name="Mewngofnodi")).to_be_visible()


def test_without_its_catalogue_the_page_is_english(phone: Page, site: str) -> None:
    phone.context.add_cookies([{"name": "language", "value": "cy", "url": site}])
    phone.context.route("**/words-cy.json", lambda route: route.abort())
    phone.goto("/")
    heading = phone.get_by_role("heading", name="Sign in")
    expect(heading).to_be_visible()
    expect(heading).to_have_attribute("lang", "en-GB")


def test_welsh_counts_in_six_ways(welsh: Page) -> None:
    welsh.goto("/")
    many = [said(welsh, "n", "{count} entry", "{count} entries", count) for count in range(8)]
    assert many == ["dim 0", "un 1", "dau 2", "tri 3", "mwy 4", "mwy 5", "chwech 6", "mwy 7"]


def test_what_fills_a_gap_is_no_gap(phone: Page) -> None:
    """Somebody may write anything, braces too."""
    phone.goto("/")
    assert (
        said(phone, "t", "Read as {shown}", {"shown": "{count} $& $1"}) == "Read as {count} $& $1"
    )
    assert said(phone, "t", "constructor") == "constructor"
    assert said(phone, "t", "{count} not sent", {"count": 1234}) == "1,234 not sent"


def test_what_an_officer_wrote_stays_as_they_wrote_it(welsh: Page, server: Server) -> None:
    """One wrote a word that the catalogue knows; it is theirs, and ours beside it is translated."""
    welsh.goto("/")
    welsh.locator("#sign-in-login").fill("34-1001")
    welsh.locator("#sign-in-password").fill("secret")
    welsh.locator("#sign-in-otp").fill("123456")
    welsh.get_by_role("button", name="Mewngofnodi").click()
    welsh.get_by_role("button", name="Note").click()
    welsh.get_by_role("textbox", name="Words").fill("Yes")
    welsh.get_by_role("radio", name="Ie").check()
    welsh.get_by_role("button", name="Sign and save").click()
    welsh.get_by_role("link", name="See this entry").click()
    written = welsh.locator(".facts__row", has_text="Words").locator(".written")
    expect(written).to_have_text("Yes")
    hurt = welsh.locator(".facts__row", has_text="Anyone hurt").locator("dd")
    expect(hurt).to_have_text("Ie")
    (entry,) = server.entries.values()
    assert json.loads(entry.payload)["body"] == {"text": "Yes", "hurt": True}
