"""A phone of before there was a vault: what it kept in clear is enciphered, and nothing is lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.reading import found, holds, seen
from tests.web.server import NOTE, NOTEBOOK, OFFICER, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser

WORDS = ("zebradraft", "zebraunsent", "zebrasent", "zebratold", "zebraphoto", "zebratoken")
COLLEAGUES = "00000000-0000-4000-8000-000000000002"
SUBMISSION = "00000000-0000-4000-8000-000000000003"

# As version 4 kept it: every record as it is.
OLD = """async ([notebook, colleagues, submission, officer, note, server]) => {
  const stores = { keys: "id", meta: "id", outbox: "id", entries: "id", drafts: "id", docs: "key",
    forms: "kind", lists: "list", todo: "id", known: "link", questions: "id", files: "id",
    bytes: "id" };
  const database = await new Promise((done) => {
    const opening = indexedDB.open("fieldbook", 4);
    opening.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(stores))
        opening.result.createObjectStore(name, { keyPath });
    };
    opening.onsuccess = () => done(opening.result);
  });
  const at = new Date().toISOString();
  const payload = (text) => JSON.stringify({ parents: [], body: { text }, attachments: [],
    occurred_at: at, written_at: at });
  const item = { notebook, submission, kind: "note", title: "Note", intent: "submit", at,
    head: "h", salt: "s", signature: "s", hash: "h", state: "waiting" };
  const photo = new Blob(["zebraphoto"], { type: "image/jpeg" });
  const kept = {
    meta: [
      { id: "session", token: "Bearer zebratoken", state: "open", officer,
        device: { id: "d", key_id: "k" }, notebook: { id: notebook, serial: "34-1" },
        server },
      { id: "feed", officer: officer.login, cursor: "", epoch: 1 },
      { id: `tip:${notebook}`, seq: 2, hash: "h" },
      { id: "link", reached: true },
    ],
    drafts: [{ id: "draft", notebook, kind: "note", version: 1, form: note, submission, parents: [],
      notes: [], body: { text: "zebradraft" }, startedAt: at, updatedAt: at }],
    outbox: [
      { id: "mine", seq: 2, payload: payload("zebraunsent"), ...item },
      { id: "theirs", seq: 1, payload: payload("zebracolleague"), ...item, notebook: colleagues },
    ],
    entries: [{ id: "sent", seq: 1, payload: payload("zebrasent"), ...item, kept: at }],
    docs: [{ key: "query:q", kind: "query", id: "q", doc: { asked_at: at, text: "zebratold" } }],
    files: [{ id: "photo", notebook, draft: "draft", submission, name: "zebraphoto.jpg", size: 10,
      type: "image/jpeg", sha256: "0".repeat(64), state: "draft", sent: 0, addedAt: at }],
    bytes: [{ id: "photo", blob: photo }],
    forms: [note],
  };
  const writing = database.transaction(Object.keys(kept), "readwrite");
  for (const [name, records] of Object.entries(kept))
    for (const record of records) writing.objectStore(name).put(record);
  await new Promise((done) => { writing.oncomplete = done; });
  database.close();
}"""


CONTENT = "async () => (await (await import('fieldbook/files')).content({ id: 'photo' })).text()"


@pytest.fixture
def old(phone: Page, server: Server) -> Page:
    """Opened for the first time since; without a signal."""
    server.down = True
    phone.route("**/before", lambda route: route.fulfill(body="<title>Before</title>"))
    phone.goto("/before")
    phone.evaluate(OLD, [NOTEBOOK, COLLEAGUES, SUBMISSION, OFFICER, NOTE, server._about()])
    assert len(found(phone, WORDS)) >= len(WORDS)  # else the look below would prove nothing
    phone.goto("/#/new")
    expect(phone.get_by_text("Begun, not signed")).to_be_visible()
    return phone


def test_what_stood_in_clear_is_enciphered_and_all_there(old: Page) -> None:
    until(old, lambda: seen(old, "vaults")[0].get("upgraded"))
    assert found(old, WORDS) == []
    for store, word in (
        ("drafts", "zebradraft"),
        ("outbox", "zebraunsent"),
        ("entries", "zebrasent"),
        ("docs", "zebratold"),
        ("files", "zebraphoto"),
    ):
        assert holds(old, store, word), store
    old.get_by_role("link", name="My work").click()
    expect(old.get_by_role("main")).to_contain_text("Not sent yet")


def test_a_colleagues_stays_for_them_and_is_shown_to_nobody(old: Page) -> None:
    assert found(old, ("zebracolleague",)) == ["outbox: zebracolleague"]
    assert not holds(old, "outbox", "zebracolleague")


def test_a_photo_is_what_it_was(old: Page) -> None:
    old.goto("/#/write/draft")
    expect(old.get_by_role("button", name="Remove zebraphoto.jpg")).to_be_visible()
    assert old.evaluate(CONTENT) == "zebraphoto"
    # Under a key of its own now, as it goes up.
    (photo,) = seen(old, "files")
    assert (photo["sealed"] != "", seen(old, "bytes"), len(seen(old, "ciphers"))) == (True, [], 1)
