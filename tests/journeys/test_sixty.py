"""A sergeant with sixty entries waiting, on a phone: three sent back with words at their fields,
twenty approved together, and one that changed while it was being read, decided on both versions.

Every tap, every field filled and every choice counts; scrolling does not.
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django_otp.oath import TOTP
from playwright.sync_api import Locator, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.submissions.models import Step, Submission
from tests import handset, make
from tests.handset import Handset
from tests.submissions.desk import INTEL, SEARCH, example, revised

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENT = 60_000
WAITING, TOGETHER, RETURNED, MOST = 60, 20, 3, 90

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@dataclass
class Thumb:
    """What one person does to a page, counted. `key` makes their codes."""

    page: Page
    key: bytes
    done: int = 0

    def tap(self, what: Locator) -> None:
        what.tap(timeout=PATIENT)
        self.done += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text, timeout=PATIENT)
        self.done += 1

    def choose(self, what: Locator, label: str) -> None:
        what.select_option(label=label, timeout=PATIENT)
        self.done += 1

    def show(self, steps: int) -> None:
        """A code of so many half minutes from now: a clock may run that far ahead or behind, and
        no code counts twice."""
        made = TOTP(self.key)
        made.time = clock.now().timestamp() + 30 * steps
        self.fill(self.page.get_by_label("Six-figure code"), f"{made.token():06d}")

    def press(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name, exact=True))


@pytest.fixture
def sergeant(transactional_db: None) -> Officer:
    catalogue.publish_builtin()
    return make.supervisor()


@pytest.fixture
def key(sergeant: Officer) -> bytes:
    return bytes(sergeant.authenticator.bin_key)


@pytest.fixture
def phone(sergeant: Officer) -> Handset:
    """Of an officer whose sixty entries wait: forty held back, twenty that have gone out."""
    written = handset.of()
    for kind, number in ((INTEL, 40), (SEARCH, 20)):
        items = [written.write(kind, example(kind)) for _ in range(number)]
        for start in range(0, number, 20):
            written.push(*items[start : start + 20])
    assert Submission.objects.for_review(sergeant).count() == WAITING
    return written


@pytest.fixture
def last(phone: Handset) -> UUID:
    """What was written last, which changes while it is read."""
    return Submission.objects.get(head=phone.minted[-1]["id"]).pk


@pytest.fixture
def page(live_server: LiveServer, last: UUID, key: bytes) -> Iterator[Page]:
    """Opened after all rows are made: then Django takes this thread for an async one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            locale="en-GB",
            base_url=live_server.url,
        )
        context.set_default_timeout(PATIENT)
        yield context.new_page()
        browser.close()


def meanwhile(work: Callable[[], None]) -> None:
    """Somebody else does this, elsewhere."""
    failed: list[BaseException] = []

    def done() -> None:
        try:
            work()
        except BaseException as error:  # said in the test's own thread
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=done)
    thread.start()
    thread.join(120)
    assert not failed and not thread.is_alive(), failed


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("FIELDBOOK_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def sign_in(thumb: Thumb, login: str) -> None:
    thumb.page.goto("/desk/")
    thumb.fill(thumb.page.get_by_label("Officer number"), login)
    thumb.fill(thumb.page.get_by_label("Password"), make.PASSWORD)
    thumb.show(-1)
    thumb.press("Sign in")
    expect(thumb.page.get_by_text(f"{WAITING} waiting").first).to_be_visible(timeout=PATIENT)
    keep_picture(thumb.page, "sixty-queue")


def send_three_back(thumb: Thumb) -> None:
    page = thumb.page
    thumb.tap(page.locator("a.list__row").first)
    for number in range(RETURNED):
        thumb.tap(page.locator("summary").filter(has_text="Comment on What is known").first)
        thumb.fill(page.get_by_label("Comment on What is known").first, f"Which nights? ({number})")
        thumb.choose(page.get_by_label("Reason").first, "A detail is missing")
        thumb.press("Send back")
        expect(page.get_by_role("status").first).to_contain_text("Sent back:", timeout=PATIENT)
    keep_picture(page, "sixty-read")


def read_twenty_and_approve_them(thumb: Thumb) -> None:
    page = thumb.page
    for _ in range(TOGETHER - 1):
        before = page.url
        thumb.tap(page.get_by_role("link", name="Next", exact=True))
        page.wait_for_url(lambda url, before=before: url != before, timeout=PATIENT)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    thumb.tap(page.get_by_role("link", name="Queue").first)
    thumb.press(f"Tick the {TOGETHER} you have read")
    keep_picture(page, "sixty-together")
    thumb.show(0)
    thumb.press("Approve those ticked")
    expect(page.get_by_role("status").first).to_contain_text(
        f"Approved: {TOGETHER}", timeout=PATIENT
    )


def decide_on_both_versions(thumb: Thumb, reference: str, change: Callable[[], None]) -> None:
    page = thumb.page
    thumb.tap(page.get_by_role("link").filter(has_text=reference))
    expect(page.get_by_role("button", name="Looks right")).to_be_visible(timeout=PATIENT)
    meanwhile(change)
    thumb.press("Looks right")
    expect(page.get_by_role("alert")).to_contain_text("It changed while you were reading")
    changed = page.locator("#changes")
    expect(changed.locator("ins")).to_contain_text(["green"])
    expect(changed.locator("del")).to_contain_text(["red"])
    changed.scroll_into_view_if_needed()
    keep_picture(page, "sixty-versions")
    thumb.press("Looks right")
    said = re.compile(f"Marked as read: {reference}")
    expect(page.get_by_role("status").first).to_contain_text(said, timeout=PATIENT)


def test_sixty_wait_and_a_thumb_is_enough(
    page: Page,
    key: bytes,
    sergeant: Officer,
    phone: Handset,
    last: UUID,
    capsys: pytest.CaptureFixture[str],
) -> None:
    thumb, found = Thumb(page, key), {}
    first = example(SEARCH)["grounds"]

    def change() -> None:
        revised(phone, last, SEARCH, grounds=first.replace("red cap", "green cap"))

    def look() -> None:
        found["reference"] = Submission.objects.get(pk=last).reference

    meanwhile(look)
    sign_in(thumb, sergeant.login)
    send_three_back(thumb)
    read_twenty_and_approve_them(thumb)
    decide_on_both_versions(thumb, found["reference"], change)

    def count() -> None:
        made = Step.objects.filter(officer=sergeant)
        found.update({move: made.filter(move=move).count() for move in ("send_back", "approve")})
        found["spoken"] = made.exclude(comments=[]).count()
        found["confirmed"] = made.filter(move="confirm", submission=last).count()

    meanwhile(count)
    with capsys.disabled():
        print(f"\n{thumb.done} interactions for {RETURNED} + {TOGETHER} + 1 of {WAITING}")  # noqa: T201
    assert (found["send_back"], found["spoken"]) == (RETURNED, RETURNED)
    assert (found["approve"], found["confirmed"]) == (TOGETHER, 1)
    assert thumb.done < MOST
