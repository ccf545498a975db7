"""Two officers, one phone: what one wrote is not shown to the other, and nothing of it is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.authenticator import fit
from tests.web.conftest import PHONE
from tests.web.reading import found, holds, seen
from tests.web.server import NOTEBOOK, OFFICER, Item, Server, now
from tests.web.waiting import until

pytestmark = pytest.mark.browser

FIRST, SECOND = "34-1001", "34-1002"
SECOND_NOTEBOOK = str(uuid4())
DRAFTED, UNSENT, TOLD, ASKED = "zebradraft", "zebraunsent", "zebratold", "zebraasked"
WORDS = (DRAFTED, UNSENT, TOLD, ASKED)


@dataclass
class Part(Server):
    """The server as one officer meets it."""

    login: str = FIRST
    notebook: str = NOTEBOOK

    def _sign_in(self, body: Item) -> Item:
        said = super()._sign_in(body)
        said["notebook"] |= {"id": self.notebook}
        who = OFFICER | {"login": self.login, "collar": self.login[-4:]}
        carrier = {"carrier": f"carrier-{self.login}"}
        return said | carrier | {"token": f"token-{self.login}", "officer": who}


@dataclass
class Shared:
    """One server to both, told apart by their tokens."""

    first: Part = field(default_factory=Part)

    def __post_init__(self) -> None:
        self.second = Part(key=self.first.key, login=SECOND, notebook=SECOND_NOTEBOOK)

    def answer(self, route: Any) -> None:
        if route.request.url.endswith("/sign-in"):
            login = route.request.post_data_json["login"]
            return (self.first if login == FIRST else self.second).answer(route)
        _, _, shown = route.request.headers["authorization"].partition("-")
        return {FIRST: self.first, SECOND: self.second}[shown].answer(route)


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def phone(chromium: Browser, site: str, shared: Shared) -> Iterator[Page]:
    context = chromium.new_context(**PHONE, base_url=site, service_workers="block")
    context.route("**/api/v1/**", shared.answer)
    page = context.new_page()
    fit(page)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert broken == []


def sign_in(phone: Page, login: str) -> None:
    phone.goto("/#/sign-in")
    phone.get_by_label("Officer number").fill(login)
    phone.get_by_label("Password").fill("secret")
    phone.get_by_label("Six-figure code").fill("123456")
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("button", name="Note")).to_be_visible()


def write(phone: Page, words: str) -> None:
    phone.goto("/#/new")
    phone.get_by_role("button", name="Note").click()
    phone.get_by_role("textbox", name="Words").fill(words)


def sign(phone: Page, words: str) -> None:
    write(phone, words)
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def told() -> Item:
    doc = {
        "id": str(uuid4()), "reference": "34/26/000042", "kind": "note", "version": 1,
        "title": "Note", "state": "delivered", "state_label": "Delivered", "marking": "OFFICIAL",
        "author": {"login": FIRST, "name": "Sample"}, "occurred_at": now(), "written_at": now(),
        "received_at": now(), "revision": str(uuid4()), "body": {"text": TOLD}, "problems": [],
        "review": [], "deliveries": [],
    }  # fmt: skip
    return {"kind": "submission", "id": doc["id"], "op": "upsert", "doc": doc}


def ask(phone: Page) -> None:
    phone.goto("/#/ask")
    phone.get_by_label("Ask about").fill("FB26DEM")
    why = phone.get_by_label("Why you are asking")
    expect(why).to_be_attached()
    # It is folded away where the last entry says why.
    phone.locator("main").evaluate(
        "(main) => main.querySelectorAll('details').forEach((box) => { box.open = true; })"
    )
    why.fill(ASKED)
    phone.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(phone.get_by_text("Not asked yet").first).to_be_visible()


def first_leaves_work(phone: Page, shared: Shared) -> list[str]:
    """An entry, a question and a draft wait, one entry came by the feed; no signal to sign off
    with. Gives the address of each page that showed a word."""
    sign_in(phone, FIRST)
    shared.first.feed.append(told())
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.goto("/#/work")
    phone.get_by_role("link", name="34/26/000042").click()
    expect(phone.get_by_text(TOLD)).to_be_visible()
    pages = [phone.url]
    shared.first.down = True
    sign(phone, UNSENT)
    phone.get_by_role("link", name="See this entry").click()
    expect(phone.get_by_text(UNSENT)).to_be_visible()
    pages.append(phone.url)
    ask(phone)
    pages.append(phone.url)
    write(phone, DRAFTED)
    until(phone, lambda: holds(phone, "drafts", DRAFTED))
    pages.append(phone.url)
    return pages


TURN = """(fragment) => {
  document.getElementById("main").replaceChildren();
  location.hash = fragment;
  dispatchEvent(new Event("hashchange")); // where it is the same as before, too
}"""


def shown(phone: Page, address: str) -> str:
    """All that a page shows, opened by its address as the browser's history would."""
    phone.evaluate(TURN, address.partition("#")[2])
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    typed = phone.eval_on_selector_all("input, textarea", "all => all.map((one) => one.value)")
    return phone.locator("body").inner_text() + "".join(typed)


def test_the_next_officer_is_shown_nothing_and_nothing_is_lost(phone: Page, shared: Shared) -> None:
    theirs = first_leaves_work(phone, shared)
    for address, word in zip(theirs, (TOLD, UNSENT, ASKED, DRAFTED), strict=True):
        assert word in shown(phone, address)  # else the look below would prove nothing
    sign_in(phone, SECOND)
    pages = [f"/#/{name}" for name in ("new", "work", "ask", "asked", "phone")]
    for address in pages + theirs:
        assert [word for word in WORDS if word in shown(phone, address)] == [], address
    sign(phone, "mine")
    expect(phone.get_by_text("Received by the server")).to_be_visible()
    assert len(shared.second.entries) == 1
    assert shared.first.entries == {}
    shared.first.down = False
    phone.evaluate("dispatchEvent(new Event('online'))")
    until(phone, lambda: shared.first.entries)  # carried, while a colleague is signed in
    sign_in(phone, FIRST)
    expect(phone.get_by_text("Begun, not signed")).to_be_visible()
    phone.goto("/#/work")
    expect(phone.get_by_text("not sent")).to_have_count(0)
    (entry,) = shared.first.entries.values()
    assert UNSENT.encode() in entry.payload
    assert len(shared.second.entries) == 1


def test_no_byte_of_an_officer_is_readable_by_the_next(phone: Page, shared: Shared) -> None:
    """Neither in what the page's modules give, nor in what stands on the disk."""
    first_leaves_work(phone, shared)
    kept = ("drafts", "outbox", "questions", "docs")
    for name, word in zip(kept, (DRAFTED, UNSENT, ASKED, TOLD), strict=True):
        assert holds(phone, name, word)
    assert found(phone, WORDS) == []
    sign_in(phone, SECOND)
    assert [word for name in kept for word in WORDS if holds(phone, name, word)] == []
    assert [one["locked"] for one in seen(phone, "outbox")] == [True]
    assert found(phone, WORDS) == []


def test_who_signs_off_leaves_nothing_to_read(phone: Page, shared: Shared) -> None:
    sign_in(phone, FIRST)
    shared.first.feed.append(told())
    sign(phone, UNSENT)
    expect(phone.get_by_text("Received by the server")).to_be_visible()
    until(phone, lambda: holds(phone, "docs", TOLD))
    phone.goto("/#/phone")
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert found(phone, WORDS) == []
    assert seen(phone, "vaults") == []


def test_without_a_signal_an_officer_opens_what_is_theirs_under_a_colleague_s(phone: Page) -> None:
    sign_in(phone, FIRST)
    write(phone, DRAFTED)
    sign_in(phone, SECOND)
    phone.context.set_offline(True)
    phone.evaluate("async () => (await import('fieldbook/vault')).lock()")
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()
    phone.get_by_text("I am another officer").click()
    phone.get_by_label("Officer number").fill("34-9999")
    phone.get_by_role("button", name="Open mine").click()
    expect(phone.get_by_text("Nothing of yours is on this phone")).to_be_visible()
    phone.get_by_label("Officer number").fill(FIRST)
    phone.get_by_role("button", name="Open mine").click()
    expect(phone.get_by_text(f"For officer {FIRST}")).to_be_visible()
    phone.get_by_role("button", name="Unlock with fingerprint or face").click()
    expect(phone.get_by_role("heading", name="Locked")).to_have_count(0)
    until(phone, lambda: holds(phone, "drafts", DRAFTED))
