"""Photos and files: hashed at capture, named in the entry, and up over any link after the text."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, problem
from tests.web.storing import Storing, Upload
from tests.web.test_outbox import signal_back
from tests.web.test_work import document
from tests.web.waiting import until

pytestmark = pytest.mark.browser

LARGE = bytes(range(256)) * 10_240  # 2.5 MiB


@pytest.fixture
def server() -> Storing:
    return Storing()


def photo(name: str = "scene.jpg", content: bytes = LARGE, type: str = "image/jpeg") -> Any:
    return {"name": name, "mimeType": type, "buffer": content}


def begin(phone: Page, *files: Any, words: str = "A dented door.") -> None:
    phone.get_by_role("link", name="New", exact=True).click()
    phone.get_by_role("button", name="Note").click()
    phone.get_by_role("textbox", name="Words").fill(words)
    add(phone, *files)


def add(phone: Page, *files: Any) -> None:
    phone.get_by_label("Photo or file").set_input_files(list(files))
    for file in files:
        expect(phone.get_by_role("listitem").filter(has_text=file["name"])).to_be_visible()


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def payload(server: Storing) -> Item:
    (entry,) = server.entries.values()
    found: Item = json.loads(entry.payload)
    return found


def whole(phone: Page, server: Storing, count: int = 1) -> list[Upload]:
    """What the server has once all is there."""
    until(phone, lambda: sum(one.right for one in server.uploads.values()) == count)
    assert [upload.right for upload in server.uploads.values()] == [True] * count
    return list(server.uploads.values())


def test_an_entry_names_its_files_and_they_come_byte_for_byte(
    officer: Page, server: Storing
) -> None:
    begin(officer, photo(), photo("note.pdf", b"%PDF-1.4 sample", "application/pdf"))
    sign(officer)
    uploads = whole(officer, server, 2)
    named = payload(server)["attachments"]
    assert [one["name"] for one in named] == ["scene.jpg", "note.pdf"]
    assert [one["id"] for one in named] == list(server.uploads)
    assert [one["sha256"] for one in named] == [upload.sha256 for upload in uploads]
    assert [(one["size"], one["type"]) for one in named] == [
        (len(LARGE), "image/jpeg"),
        (15, "application/pdf"),
    ]
    assert uploads[0].content == LARGE


def test_a_file_removed_before_signing_is_not_named(officer: Page, server: Storing) -> None:
    begin(officer, photo("first.jpg"), photo("second.jpg", b"second"))
    officer.get_by_role("button", name="Remove first.jpg").click()
    expect(officer.get_by_text("first.jpg")).to_have_count(0)
    sign(officer)
    whole(officer, server)
    assert [one["name"] for one in payload(server)["attachments"]] == ["second.jpg"]


def test_the_text_goes_first_and_a_cut_upload_goes_on_where_it_was(
    officer: Page, server: Storing
) -> None:
    server.down = True
    begin(officer, photo())
    sign(officer)
    expect(officer.get_by_role("link", name="1 not sent")).to_be_visible()
    assert server.uploads == {}
    server.down, server.cut = False, 1_500_000
    signal_back(officer)
    expect(officer.get_by_role("link", name="1 file to go")).to_be_visible()
    until(officer, lambda: server.down)
    assert len(server.entries) == 1  # the text was there before the photo was half
    (upload,) = server.uploads.values()
    assert len(upload.content) == 1_500_000
    officer.get_by_role("link", name="See this entry").click()
    expect(officer.get_by_text("Photo 1 of 1, 40 %")).to_be_visible()  # of whole pieces
    officer.reload()  # the phone was put away, and taken out where there is a signal
    server.down = False
    signal_back(officer)
    whole(officer, server)
    assert server.calls[-2:] == ["PATCH 1500000", "PATCH 2548576"]
    assert payload(server)["attachments"][0]["sha256"] == upload.sha256
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()


def test_what_the_server_gave_up_begins_anew(officer: Page, server: Storing) -> None:
    server.cut = 1_100_000
    begin(officer, photo())
    sign(officer)
    expect(officer.get_by_role("link", name="1 file to go")).to_be_visible()
    until(officer, lambda: server.down)
    server.uploads.clear()
    server.down = False
    signal_back(officer)
    whole(officer, server)


def test_a_file_the_server_will_not_take_is_kept_and_holds_up_no_other(
    officer: Page, server: Storing
) -> None:
    server.refusals = [problem(413, "file-too-large")]
    begin(officer, photo("large.jpg"), photo("small.jpg", b"small"))
    sign(officer)
    whole(officer, server)
    officer.get_by_role("link", name="See this entry").click()
    row = officer.get_by_role("listitem").filter(has_text="large.jpg")
    expect(row).to_contain_text("Not taken by the server")
    row.get_by_role("button", name="Try again").click()
    whole(officer, server, 2)


def test_a_file_stays_until_the_server_says_that_it_is_stored(
    officer: Page, server: Storing
) -> None:
    begin(officer, photo(content=b"small"))
    sign(officer)
    whole(officer, server)
    assert kept(officer) == 1
    said = payload(server)
    told = {**said["attachments"][0], "entry": said["id"], "state": "stored"}
    doc = document(id=said["submission"], heads=[said["id"]], attachments=[told])
    server.feed.append({"kind": "submission", "id": doc["id"], "op": "upsert", "doc": doc})
    signal_back(officer)
    until(officer, lambda: kept(officer) == 0)
    officer.get_by_role("link", name="See this entry").click()
    row = officer.get_by_role("listitem").filter(has_text="scene.jpg")
    expect(row).to_contain_text("Stored")


def kept(phone: Page) -> int:
    """Files whose bytes are on the phone."""
    count: int = phone.evaluate(
        "import('fieldbook/store').then(s => s.all('ciphers')).then(a => a.length)"
    )
    return count
