"""An officer's phone and a sergeant's, in a real browser against the real house.

With FIELDBOOK_SCREENS naming a folder, what they see is kept there as pictures; those of
docs/screens are made by `manage.py screens`.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.journeys.conftest import House
from tests.web.authenticator import fit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 390, "height": 844}
# Machines that run everything at once are slow; only a failure waits this long.
PATIENT = 30_000

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield launched
        launched.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    context.set_default_timeout(PATIENT)
    yield context
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
    context.set_default_timeout(PATIENT)
    yield context
    context.close()


def _keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("FIELDBOOK_SCREENS"):
        page.wait_for_timeout(400)  # transitions end
        page.screenshot(path=Path(folder) / f"{name}.png")


def _sign_in(page: Page, house: House, person: int, path: str = "/") -> None:
    who = house.people[person]
    if path == "/":
        fit(page)
    page.goto(house.base + path)
    page.get_by_label("Officer number").fill(who.login)
    page.get_by_label("Password").fill(who.password)
    page.get_by_label("Six-figure code").fill(house.fresh_code(person))
    page.get_by_role("button", name="Sign in", exact=True).click()


def _start(page: Page, form: str) -> None:
    page.get_by_role("link", name="New", exact=True).last.click()
    page.get_by_role("button", name=re.compile(f"^{form}")).first.click()
    expect(page.get_by_role("heading", name=form, level=1)).to_be_visible(timeout=PATIENT)


def _save(page: Page) -> None:
    button = page.get_by_role("button", name="Sign and save")
    button.click()
    expect(button).to_have_count(0, timeout=PATIENT)  # the page moves on once it is kept


def _note(page: Page, text: str) -> None:
    _start(page, "Note")
    page.get_by_role("textbox", name="Note", exact=True).fill(text)
    _save(page)


def _report(page: Page, narrative: str) -> None:
    _start(page, "Intelligence report")
    page.get_by_label("2 Untested").check()
    page.get_by_role("button", name="Add matter").click()
    page.get_by_label("What is known").fill(narrative)
    page.get_by_label(re.compile("^D ")).check()
    page.get_by_label(re.compile("^P ")).check()
    page.get_by_label(re.compile("^Low")).check()
    page.get_by_label("What is known").scroll_into_view_if_needed()
    _keep_picture(page, "form")
    _save(page)


def test_an_officer_writes_in_a_dead_spot_and_it_arrives_once(
    house: House, phone: BrowserContext
) -> None:
    page = phone.new_page()
    _sign_in(page, house, 1)
    _note(page, "Written with a signal.")
    status = page.get_by_role("banner")
    expect(status).to_contain_text("All sent", timeout=PATIENT)

    phone.set_offline(True)
    _note(page, "Written in a dead spot.")
    expect(status).to_contain_text(re.compile(r"\b1\b"), timeout=PATIENT)
    page.get_by_role("link", name="My work", exact=True).click()
    _keep_picture(page, "offline")
    page.reload()  # the phone was put away and taken out again, still without a signal
    expect(status).not_to_contain_text("All sent", timeout=PATIENT)
    phone.set_offline(False)
    expect(status).to_contain_text("All sent", timeout=PATIENT)

    rows = "SELECT count(*) FROM submissions_revision WHERE body->>'text' = %s"
    for text in ("Written with a signal.", "Written in a dead spot."):
        assert house.sql(rows, text) == [(1,)]


def test_a_report_goes_to_the_sergeant_and_back_and_then_out(
    house: House, phone: BrowserContext, desk: BrowserContext
) -> None:
    officer, sergeant = phone.new_page(), desk.new_page()
    _sign_in(officer, house, 0)
    _report(officer, "A blue van is parked at the mill most nights.")
    expect(officer.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
    reference = _reference(house, "A blue van is parked at the mill most nights.")

    _sign_in(sergeant, house, 2, "/desk/")
    _keep_picture(sergeant, "queue")
    _open(sergeant, reference)
    sergeant.locator("summary").filter(has_text="Comment on What is known").click()
    sergeant.get_by_label("Comment on What is known").fill("Which nights?")
    sergeant.get_by_label("Reason").first.select_option(label="A detail is missing")
    sergeant.get_by_label("What should the officer do?").fill("One detail, please.")
    sergeant.get_by_role("button", name="Send back").click()

    _open_own(officer, reference)
    expect(officer.get_by_text("Which nights?").first).to_be_visible(timeout=PATIENT)
    _keep_picture(officer, "sent-back")
    officer.get_by_role("button", name="Correct and send again").click()
    better = "A blue van is parked at the mill on Fridays after dark."
    officer.get_by_label("What is known").fill(better)
    _save(officer)
    expect(officer.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)

    sergeant.goto(f"{house.base}/desk/")
    _open(sergeant, reference)
    expect(sergeant.locator("ins").first).to_contain_text("Fridays")
    sergeant.locator("ins").first.scroll_into_view_if_needed()
    _keep_picture(sergeant, "compare")
    sergeant.get_by_label("Six-figure code").fill(house.fresh_code(2))
    sergeant.get_by_role("button", name="Approve").click()

    _open_own(officer, reference)
    for receipt in ("INT-", "PMB-"):
        expect(officer.get_by_text(re.compile(receipt))).to_be_visible(timeout=PATIENT)
    _keep_picture(officer, "receipt")
    held = (
        "SELECT state, left(remote_ref, 4) FROM delivery_delivery WHERE subject_id = %s ORDER BY 2"
    )
    submission = house.sql("SELECT id FROM submissions_submission WHERE reference = %s", reference)
    assert house.sql(held, submission[0][0]) == [
        ("delivered", "INT-"),
        ("delivered", "PMB-"),
    ]


def test_a_question_brings_warnings_first(house: House, phone: BrowserContext) -> None:
    page = phone.new_page()
    _sign_in(page, house, 1)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_label("Ask about").fill("FB26 DEM")
    page.get_by_label("Why you are asking").fill("Stopped in Sample Street")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("Firearms").first).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("Intelligence (sandbox)").first).to_be_visible(timeout=PATIENT)
    _keep_picture(page, "answer")


def _reference(house: House, narrative: str) -> str:
    found = house.sql(
        "SELECT s.reference FROM submissions_submission s JOIN submissions_revision r"
        " ON r.submission_id = s.id WHERE r.body->'items'->0->>'narrative' = %s",
        narrative,
    )
    return str(found[0][0])


def _open(sergeant: Page, reference: str) -> None:
    sergeant.get_by_role("link").filter(has_text=reference).click()
    expect(sergeant.get_by_text(reference).first).to_be_visible()


def _open_own(officer: Page, reference: str) -> None:
    officer.get_by_role("link", name="My work", exact=True).click()
    officer.get_by_text(reference).first.click()
    expect(officer.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENT)
