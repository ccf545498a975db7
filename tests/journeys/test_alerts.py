"""From the desk to a phone that waits, back again, and taken back from one that nobody reaches."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.journeys.conftest import House
from tests.web.authenticator import fit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 390, "height": 844}
PATIENT = 60_000  # only a failure waits this long
OFFICER, SERGEANT = 1, 2
WHAT = "Grey moped without a plate, two riders"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


def signed_in(browser: Browser, house: House, person: int, path: str) -> Page:
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    context.set_default_timeout(PATIENT)
    page, who = context.new_page(), house.people[person]
    fit(page)
    page.goto(house.base + path)
    page.get_by_label("Officer number").fill(who.login)
    page.get_by_label("Password").fill(who.password)
    page.get_by_label("Six-figure code").fill(house.fresh_code(person))
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def issue(desk: Page) -> None:
    desk.goto(re.sub(r"/desk/.*", "/desk/alerts/new", desk.url))
    desk.get_by_label("What, in a line").fill(WHAT)
    desk.get_by_label("What to do").fill("Stop it; one carries a bag of phones")
    desk.get_by_label("For a unit, with all below it").select_option(
        label="Response A, Northampton"
    )
    desk.get_by_role("button", name="See whom it reaches").click()
    expect(desk.get_by_text("It reaches 2 officers")).to_be_visible(timeout=PATIENT)
    desk.get_by_role("button", name="Issue it now").click()
    expect(desk.get_by_role("heading", name=WHAT)).to_be_visible(timeout=PATIENT)


def figure(desk: Page, step: str, count: int) -> None:
    """What the desk shows, looked at again until it does."""

    def shown() -> bool:
        desk.reload()
        return desk.get_by_text(f"{count} {step}").count() > 0

    for _ in range(100):
        if shown():
            return
        desk.wait_for_timeout(300)
    raise AssertionError(f"the desk never showed {count} {step}")


def test_an_alert_from_the_desk_to_a_waiting_phone_and_back(house: House, browser: Browser) -> None:
    phone = signed_in(browser, house, OFFICER, "/")
    expect(phone.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
    desk = signed_in(browser, house, SERGEANT, "/desk/")
    expect(desk.get_by_role("heading", name="Review queue")).to_be_visible(timeout=PATIENT)
    issue(desk)
    tab = phone.get_by_role("link", name=re.compile("^Alerts"))
    tab.click()
    expect(phone.get_by_text(WHAT)).to_be_visible(timeout=PATIENT)
    figure(desk, "delivered", 1)
    phone.get_by_text(WHAT).click()
    expect(phone.get_by_role("heading", name=WHAT)).to_be_visible(timeout=PATIENT)
    figure(desk, "seen", 1)
    phone.get_by_role("button", name="I attend").click()
    figure(desk, "acted", 1)
    expect(desk.get_by_text("Attending")).to_be_visible()

    phone.context.set_offline(True)
    desk.get_by_label("Why it is recalled").fill("Found, two in custody")
    desk.get_by_role("button", name="Recall").click()
    expect(desk.get_by_text("Found, two in custody")).to_be_visible(timeout=PATIENT)
    expect(phone.get_by_role("heading", name=WHAT)).to_be_visible()
    phone.get_by_role("button", name="No trace").click()
    expect(phone.get_by_text("not sent yet")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_role("heading", name="This alert is over")).to_be_visible(timeout=PATIENT)
    figure(desk, "acted", 1)
    expect(desk.get_by_text("No trace", exact=False).first).to_be_visible(timeout=PATIENT)
