"""The outbox says of everything on this phone why it is still there, and one tap tries it again."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.server import Server, problem
from tests.web.storing import Storing
from tests.web.test_outbox import signal_back, write
from tests.web.waiting import until

pytestmark = pytest.mark.browser

PHOTO = {"name": "window.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8 no camera took it"}


@pytest.fixture
def server() -> Server:
    return Storing()


def opened(phone: Page, state: str) -> Locator:
    phone.get_by_role("link", name=state).click()
    expect(phone.get_by_role("heading", name="Outbox")).to_be_visible()
    return phone.get_by_role("main")


def test_without_a_signal_each_waits_for_one(officer: Page, server: Server) -> None:
    server.down = True
    write(officer, "first")
    write(officer, "second")
    main = opened(officer, "2 not sent")
    expect(main).to_contain_text("Only on this phone: 2 entries, the oldest for less than 1 min.")
    rows = main.get_by_role("region", name="Entries").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Line 1 of your notebook")
    expect(rows.first).to_contain_text("No answer from the server")
    server.down = False
    main.get_by_role("button", name="Send all now").click()
    expect(main).to_contain_text("Nothing waits. The server has everything you signed.")
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()


def test_a_busy_server_is_not_a_lost_signal(officer: Page, server: Server) -> None:
    server.trouble["sync/push"] = [problem(503, "busy")]
    write(officer, "patience")
    main = opened(officer, "1 not sent")
    expect(main).to_contain_text("Server busy")
    expect(main).to_contain_text("and again by itself")
    main.get_by_role("button", name="Send now: Note").click()
    expect(main).to_contain_text("Nothing waits")


def test_what_the_server_does_not_take_says_what_to_do(officer: Page, server: Server) -> None:
    server.trouble["sync/push"] = [problem(413, "batch-too-large")]
    write(officer, "too long for it")
    expect(officer.get_by_role("link", name="1 not accepted")).to_be_visible()
    main = opened(officer, "1 not accepted")
    refused = main.get_by_role("region", name="Not accepted")
    expect(refused).to_contain_text("Copy the text into two shorter entries.")
    refused.get_by_role("button", name="Try again: Note").click()
    expect(main).to_contain_text("Nothing waits")
    assert len(server.entries) == 1


def test_a_photo_goes_after_its_text_and_shows_how_far_it_is(
    officer: Page, server: Storing
) -> None:
    server.down = True
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("The broken window.")
    officer.get_by_label("Photo or file").set_input_files(PHOTO)
    expect(officer.get_by_role("button", name="Remove window.jpg")).to_be_visible()
    officer.get_by_role("button", name="Sign and save").click()
    main = opened(officer, "1 not sent")
    photos = main.get_by_role("region", name="Photos and files")
    expect(photos).to_contain_text("window.jpg")
    expect(photos).to_contain_text("Goes after its text")
    server.down = False
    signal_back(officer)
    expect(main).to_contain_text("Nothing waits")
    until(officer, lambda: server.uploads)
    (upload,) = server.uploads.values()
    until(officer, lambda: upload.whole)


def test_somebody_comes_back_to_where_they_were(officer: Page, server: Server) -> None:
    officer.get_by_role("button", name="Note").click()
    words = officer.get_by_role("textbox", name="Words")
    words.press_sequentially("Half a sent")
    expect(officer.get_by_text("Kept on this phone at")).to_be_visible()
    officer.get_by_role("link", name="New", exact=True).first.click()
    draft = officer.get_by_role("region", name="Begun, not signed").get_by_role("link")
    expect(draft).to_contain_text("Half a sent")
    expect(draft).to_contain_text("kept on this phone at")
    draft.click()
    expect(words).to_be_focused()
    expect(words).to_have_value("Half a sent")
