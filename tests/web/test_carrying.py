"""What is signed goes to the server whoever holds the phone: locked, another officer's, lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.authenticator import fit
from tests.web.conftest import PHONE
from tests.web.server import NOTEBOOK, OFFICER, Item, problem
from tests.web.storing import Storing
from tests.web.test_files import begin, photo, sign
from tests.web.test_outbox import signal_back
from tests.web.waiting import until

pytestmark = pytest.mark.browser

FIRST, SECOND = "34-1001", "34-1002"
BOOKS = {FIRST: NOTEBOOK, SECOND: str(uuid4())}
WORDS = "A dented door."
SENDS_FIRST = "sends-first"

LOCK = "async () => (await import('fieldbook/vault')).lock()"
TITLES = """async () => {
  const store = await import("fieldbook/store");
  const every = [...(await store.all("outbox")), ...(await store.all("files"))];
  return JSON.stringify([every, await store.all("entries"), await store.all("drafts")]);
}"""
KEPT = "async (name) => (await (await import('fieldbook/store')).all(name)).length"


@dataclass
class Told(Storing):
    """Tells officers apart by their tokens: `by` is what each push and each file was shown with.

    lost: the handset was reported so. over: sign-ins have run out. `emptied` counts the answers at
    which a browser empties itself.
    """

    by: list[tuple[str, str]] = field(default_factory=list)
    lost: bool = False
    over: bool = False
    emptied: int = 0

    def answer(self, route: Any) -> None:
        path = route.request.url.split("/api/v1/")[1].split("?")[0]
        shown = route.request.headers.get("authorization", "")
        going = path.startswith(("files/", "sync/push"))
        if going and not self.down:
            self.by.append((path.split("/")[0], shown.removeprefix("Bearer ")))
        reads = not going and path not in ("sign-in", "sync/missing", "sign-out")
        if self.down or not reads or not (self.lost or self.over):
            return super().answer(route)
        if self.over:
            status, body = problem(401, "token-expired")
            return route.fulfill(status=status, json=body)
        status, body = problem(403, "device-lost")
        headers = {}
        if route.request.headers.get("fieldbook-when-lost") != SENDS_FIRST:
            headers = {"Clear-Site-Data": '"cache", "storage"'}
            self.emptied += 1
        return route.fulfill(status=status, json=body, headers=headers)

    def _sign_in(self, body: Item) -> Item:
        said = super()._sign_in(body)
        login = body["login"]
        mine = [one.head for one in self.entries.values() if str(one.head.notebook) == BOOKS[login]]
        last = max(mine, key=lambda head: head.seq, default=None)
        said["notebook"] |= {
            "id": BOOKS[login],
            "next_seq": last.seq + 1 if last else 1,
            "last_hash": last.hash().hex() if last else "0" * 64,
        }
        tokens = {"token": f"token {login}", "carrier": f"carrier {login}"}
        names = {name: value.replace(" ", "-") for name, value in tokens.items()}
        return said | names | {"officer": OFFICER | {"login": login, "collar": login[-4:]}}

    def _push(self, body: Item) -> Item:
        assert all("sealed" in item and "payload" not in item for item in body["items"])
        return super()._push(body) | {"lost": self.lost}

    def shown_with(self, kind: str) -> set[str]:
        return {token for path, token in self.by if path == kind}


@pytest.fixture
def server() -> Told:
    return Told()


def sign_in(phone: Page, login: str) -> None:
    phone.goto("/#/sign-in")
    phone.get_by_label("Officer number").fill(login)
    phone.get_by_label("Password").fill("secret")
    phone.get_by_label("Six-figure code").fill("123456")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("button", name="Note")).to_be_visible()


def left_unsent(phone: Page, server: Told) -> None:
    """The first officer signs an entry with a photo where there is no signal."""
    sign_in(phone, FIRST)
    server.down = True
    begin(phone, photo(content=b"small"), words=WORDS)
    sign(phone)
    expect(phone.get_by_role("link", name="1 not sent")).to_be_visible()


def arrived(phone: Page, server: Told) -> None:
    """There is a signal: the entry and its photo are with the server."""
    server.down, server.by = False, []
    signal_back(phone)
    until(phone, lambda: server.entries and any(one.right for one in server.uploads.values()))
    (entry,), (upload,) = server.entries.values(), server.uploads.values()
    assert WORDS.encode() in entry.payload
    assert upload.content == b"small"


def lock(phone: Page) -> None:
    phone.evaluate(LOCK)
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()


def unlock(phone: Page) -> None:
    phone.get_by_role("button", name="Unlock with fingerprint or face").click()
    expect(phone.get_by_role("heading", name="Locked")).to_have_count(0)


def test_a_locked_phone_sends_what_was_signed_and_its_photo(phone: Page, server: Told) -> None:
    left_unsent(phone, server)
    lock(phone)
    assert WORDS not in phone.evaluate(TITLES)
    arrived(phone, server)
    assert server.shown_with("sync") == server.shown_with("files") == {f"carrier-{FIRST}"}
    unlock(phone)
    phone.goto("/#/work")
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()
    assert phone.evaluate(KEPT, "outbox") == 0
    assert phone.evaluate(KEPT, "entries") == 1
    assert len(server.entries) == 1


def test_the_next_officer_carries_what_they_cannot_read(phone: Page, server: Told) -> None:
    left_unsent(phone, server)
    lock(phone)
    server.down = False
    server.trouble["sync/push"] = [problem(503, "busy")] * 2
    sign_in(phone, SECOND)
    assert WORDS not in phone.evaluate(TITLES)
    arrived(phone, server)
    assert f"carrier-{FIRST}" in server.shown_with("sync")
    assert server.shown_with("files") == {f"carrier-{FIRST}"}


def test_who_signs_off_leaves_only_what_the_server_can_read(phone: Page, server: Told) -> None:
    left_unsent(phone, server)
    phone.evaluate("async () => (await import('fieldbook/session')).signOut()")
    assert WORDS not in phone.evaluate(TITLES)
    assert phone.evaluate(KEPT, "vaults") == 0
    arrived(phone, server)
    assert server.shown_with("sync") == {f"carrier-{FIRST}"}
    # The server loses it. The notebook goes on where it was, and what was lost comes again, though
    # nothing on the phone can read it any more.
    server.entries.clear()
    sign_in(phone, FIRST)
    begin(phone, words="The next line.")
    sign(phone)
    until(phone, lambda: len(server.entries) == 2)
    first, second = sorted(server.entries.values(), key=lambda one: one.head.seq)
    assert (first.head.seq, second.head.seq) == (1, 2)
    assert second.head.prev_hash == first.hash.hex()


def test_a_photo_of_a_draft_goes_with_the_vault(phone: Page, server: Told) -> None:
    """It was never signed for: nobody else may have it."""
    sign_in(phone, FIRST)
    begin(phone, photo(content=b"small"))
    assert phone.evaluate(KEPT, "ciphers") == 1
    phone.evaluate("async () => (await import('fieldbook/session')).signOut()")
    assert [phone.evaluate(KEPT, name) for name in ("ciphers", "files")] == [0, 0]


def test_a_sign_in_that_ran_out_sends_all_the_same(phone: Page, server: Told) -> None:
    left_unsent(phone, server)
    server.over = True
    arrived(phone, server)
    expect(phone.get_by_text("Your sign-in has run out")).to_be_visible()


def test_a_carrier_nobody_knows_any_more_is_helped_out_by_a_colleague(
    phone: Page, server: Told
) -> None:
    left_unsent(phone, server)
    lock(phone)
    server.down = False
    server.trouble["sync/push"] = [problem(401, "token-unknown")]
    signal_back(phone)
    until(phone, lambda: phone.evaluate(KEPT, "carriers") == 0)
    assert server.entries == {}
    sign_in(phone, SECOND)
    until(phone, lambda: server.entries)
    assert f"token-{SECOND}" in server.shown_with("sync")


def test_after_a_restore_what_was_carried_is_offered_again(phone: Page, server: Told) -> None:
    left_unsent(phone, server)
    phone.evaluate("async () => (await import('fieldbook/session')).signOut()")
    arrived(phone, server)
    lost = dict(server.entries)
    server.entries.clear()
    server.epoch = 2
    sign_in(phone, SECOND)  # whoever comes next brings it up: their own push tells of the epoch
    begin(phone, words="Another.")
    sign(phone)
    until(phone, lambda: set(lost) <= set(server.entries))


def test_a_lost_phone_sends_what_is_sealed_and_is_empty_then(
    chromium: Browser, site: str, server: Told
) -> None:
    """By the browser, at the server's word, with nobody unlocking anything."""
    context = chromium.new_context(**PHONE, base_url=site, service_workers="block")
    context.route("**/api/v1/**", server.answer)
    phone = context.new_page()
    fit(phone)
    left_unsent(phone, server)
    lock(phone)
    server.lost = True
    server.down = False
    signal_back(phone)
    until(phone, lambda: server.emptied)
    (entry,), (upload,) = server.entries.values(), server.uploads.values()
    assert (WORDS.encode() in entry.payload, upload.content) == (True, b"small")
    phone.wait_for_url("**/#/emptied")  # opened anew, and said why
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert [phone.evaluate(KEPT, name) for name in ("carriers", "outbox", "keys")] == [0, 0, 0]
    context.close()


def test_a_locked_phone_with_nothing_to_send_hears_that_it_is_lost(
    phone: Page, server: Told
) -> None:
    sign_in(phone, FIRST)
    server.lost = True
    phone.evaluate("async () => (await import('fieldbook/vault')).lock()")
    signal_back(phone)
    until(phone, lambda: server.emptied)
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.fixture
def unlocked_and_lost(phone: Page, server: Told) -> Iterator[Page]:
    left_unsent(phone, server)
    server.lost = True
    yield phone


def test_an_open_phone_that_is_lost_is_closed_at_once(
    unlocked_and_lost: Page, server: Told
) -> None:
    phone = unlocked_and_lost
    server.down = False
    signal_back(phone)
    until(phone, lambda: server.emptied)
    assert len(server.entries) == 1
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
