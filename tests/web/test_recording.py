"""Sound on a form: what is recorded is kept as it comes, heard again, and named in the entry.

Chromium plays a microphone of its own, a beep each second.
"""

import hashlib
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import CHROMIUM
from tests.web.storing import Storing
from tests.web.test_files import payload, sign, whole
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PIECES = """async () => {
  const store = await import("fieldbook/store");
  return (await store.all("bytes")).filter(({ id }) => id.includes("/")).length;
}"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: the handset page was not opened")
    heard = ["--no-sandbox", "--use-fake-device-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=heard)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Storing:
    return Storing()


@pytest.fixture
def note(officer: Page) -> Page:
    """The phone with a note begun, whose officer lets it hear."""
    officer.context.grant_permissions(["microphone"])
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("He shouted.")
    return officer


def record(phone: Page, pieces: int = 1) -> None:
    phone.get_by_role("button", name="Record sound").click()
    expect(phone.get_by_role("status").filter(has_text="Recording")).to_be_visible()
    until(phone, lambda: phone.evaluate(PIECES) >= pieces)


def test_what_was_recorded_is_heard_again_and_named_in_the_entry(
    note: Page, server: Storing
) -> None:
    record(note)
    note.get_by_role("button", name="Stop and keep").click()
    row = note.get_by_role("listitem").filter(has_text="recording-")
    expect(row).to_contain_text("on this phone")
    assert note.evaluate(PIECES) == 0  # they are one file now
    row.get_by_role("button", name="Listen").click()
    expect(row.locator("audio")).to_have_js_property("error", None)
    until(note, lambda: row.locator("audio").evaluate("(audio) => audio.readyState > 1"))
    sign(note)
    (upload,) = whole(note, server)
    (named,) = payload(server)["attachments"]
    assert named["type"] == "audio/webm"
    assert named["sha256"] == upload.sha256
    assert hashlib.sha256(upload.content).hexdigest() == named["sha256"]
    assert upload.content.startswith(b"\x1aE\xdf\xa3")  # EBML: what Matroska begins with


def test_a_phone_that_dies_loses_seconds_and_not_the_recording(note: Page, server: Storing) -> None:
    record(note, pieces=2)
    note.evaluate("location.reload()")  # nobody stopped it: the page was gone in that moment
    row = note.get_by_role("listitem").filter(has_text="recording-")
    expect(row).to_contain_text("cut short")
    assert note.evaluate(PIECES) == 0
    sign(note)
    whole(note, server)


def test_signing_ends_a_recording_and_takes_it_along(note: Page, server: Storing) -> None:
    record(note)
    sign(note)
    whole(note, server)
    assert len(payload(server)["attachments"]) == 1


def test_a_recording_thrown_away_is_gone(note: Page, server: Storing) -> None:
    record(note)
    note.get_by_role("button", name="Throw away").click()
    note.get_by_role("dialog").get_by_role("button", name="Throw away").click()
    expect(note.get_by_role("button", name="Record sound")).to_be_visible()
    until(note, lambda: note.evaluate(PIECES) == 0)
    sign(note)
    until(note, lambda: server.entries)
    assert payload(server)["attachments"] == []


def test_a_microphone_that_is_refused_is_said_plainly_and_holds_up_nothing(
    officer: Page, server: Storing
) -> None:
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("button", name="Record sound").click()
    expect(officer.get_by_role("alert")).to_contain_text("may not use its microphone")
    officer.get_by_role("textbox", name="Words").fill("He shouted.")
    sign(officer)
    until(officer, lambda: server.entries)
    assert "attachments" not in json.dumps(payload(server)["body"])
