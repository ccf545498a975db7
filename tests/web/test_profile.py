"""A browser's profile, copied while an officer works and after they have signed off: two hundred
words of all kinds are nowhere in it.

They share a beginning that nothing else has, so that finding that is finding any of them: as UTF-8,
as UTF-16, and both as base64 has them at each of the three places they may begin at.
"""

import base64
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.web.authenticator import fit
from tests.web.conftest import CHROMIUM, PHONE
from tests.web.reading import holds
from tests.web.server import NOTE, OFFICER, Item, nothing_watched, now
from tests.web.storing import Storing
from tests.web.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

SHARED = "Zq7kxWvp4Jhd"
WIDE = 44
OPEN = """(main) => {
  for (const box of main.querySelectorAll("details")) box.open = true;
}"""
_numbers = count()


def word() -> str:
    return f"{SHARED}{next(_numbers):04d}"


def wide(kind: str, title: str) -> Item:
    """A form of many lines."""
    line = {"type": "string", "x-section": "what"}
    names = [f"line_{n:02d}" for n in range(WIDE)]
    fields = {name: {"title": name.replace("_", " "), **line} for name in names}
    fields["line_00"]["x-widget"] = "textarea"
    return {
        **NOTE,
        "kind": kind,
        "title": title,
        "schema": {"type": "object", "properties": fields},
    }


def lent() -> Item:
    """One entry of the watch list, as words."""
    said = {name: word() for name in ("what", "action", "source", "reference")}
    marker = {"code": "VI", "label": word(), "advice": word(), "source": word(), "date": ""}
    its = {"warnings": [marker], "priority": "high", "marking": "OFFICIAL", "valid_from": now()}
    until = {"valid_until": "2099-01-01T00:00:00Z"}
    listing = {"id": "one", "keys": [], **said, **its, **until}
    return nothing_watched() | {"listings": [listing]}


@dataclass
class Telling(Storing):
    """Also the token, the officer's name and all that is told are words to look for."""

    forms: list[Item] = field(
        default_factory=lambda: [NOTE, wide("wide", "Wide form"), wide("other", "Other form")]
    )

    watched: Item = field(default_factory=lent)

    def _sign_in(self, body: Item) -> Item:
        said = super()._sign_in(body)
        who = OFFICER | {"name": word(), "unit": {"id": "u", "name": word()}}
        return said | {"token": word(), "officer": who}

    def _query(self, path: str, body: Item) -> tuple[int, Item]:
        status, doc = super()._query(path, body)
        return status, doc | {"warnings": [{"text": word(), "level": "danger"}], "complete": True}


def told() -> Item:
    doc = {
        "id": str(uuid4()), "reference": "34/26/000042", "kind": "note", "version": 1,
        "title": "Note", "state": "delivered", "state_label": "Delivered", "marking": "OFFICIAL",
        "author": {"login": OFFICER["login"], "name": word()}, "occurred_at": now(),
        "written_at": now(), "received_at": now(), "revision": str(uuid4()),
        "body": {"text": " ".join(word() for _ in range(20))}, "problems": [], "review": [],
        "deliveries": [],
    }  # fmt: skip
    return {"kind": "submission", "id": doc["id"], "op": "upsert", "doc": doc}


@pytest.fixture
def server() -> Telling:
    return Telling()


@pytest.fixture
def context(tmp_path: Path, site: str, server: Telling) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, and a service worker."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            base_url=site,
            **PHONE,
        )
        started.route("**/api/v1/**", server.answer)
        yield started
        started.close()


@pytest.fixture
def phone(context: BrowserContext) -> Page:
    page = context.new_page()
    fit(page)
    page.goto("/")
    page.get_by_label("Officer number").fill("34-1001")
    page.get_by_label("Password").fill(word())
    page.get_by_label("Six-figure code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Wide form")).to_be_visible()
    return page


def begin(phone: Page, title: str) -> str:
    """Gives the last word of it."""
    phone.goto("/#/new")
    phone.get_by_role("button", name=title).click()
    expect(phone.get_by_role("heading", name=title)).to_be_visible()
    phone.locator("main").evaluate(OPEN)
    for n in range(WIDE):
        phone.get_by_label(f"line {n:02d}").fill(last := word())
    return last


def photo(name: str) -> Any:
    """What no phone can show, with a word inside."""
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": f"\xff {word()}".encode()}


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()


def ask(phone: Page) -> None:
    phone.goto("/#/ask")
    phone.get_by_label("Ask about").fill("FB26DEM")
    expect(phone.get_by_label("Why you are asking")).to_be_attached()
    phone.locator("main").evaluate(OPEN)  # it is folded away where the last entry says why
    phone.get_by_label("Why you are asking").fill(word())
    phone.get_by_role("main").get_by_role("button", name="Ask", exact=True).click()
    expect(phone).to_have_url(re.compile("#/question/"))


def work(phone: Page, server: Telling) -> None:
    """Two hundred words: signed and sent, told, asked, signed without a signal, begun."""
    server.feed.append(told())
    begin(phone, "Wide form")
    names = [photo(word()) for _ in range(5)]
    phone.get_by_label("Photo or file").set_input_files(names)
    expect(phone.get_by_role("button", name="Remove")).to_have_count(5)
    sign(phone)
    expect(phone.get_by_text("Received by the server")).to_be_visible()
    until(phone, lambda: holds(phone, "docs", SHARED))
    until(phone, lambda: holds(phone, "watched", SHARED))
    ask(phone)
    server.down = True
    begin(phone, "Other form")
    sign(phone)
    ask(phone)
    begin(phone, "Wide form")
    phone.goto("/#/new")  # a form that was typed into is left: browsers like to remember those
    last = begin(phone, "Other form")
    until(phone, lambda: holds(phone, "drafts", last))
    assert int(last.removeprefix(SHARED)) >= 200


def patterns() -> list[bytes]:
    """What to look for, in lower case: base64 without the letters that its neighbours change."""
    plain = [SHARED.encode(), SHARED.encode("utf-16-le")]
    told = [
        base64.b64encode(bytes(shift) + one)[2 * shift : -4] for one in plain for shift in range(3)
    ]
    return [one.lower() for one in [*plain, *told]]


def places(profile: Path, copy: Path) -> list[str]:
    """Files of a copy of the profile that hold any of the words."""
    shutil.rmtree(copy, ignore_errors=True)
    # Sockets and locks are not files; a file that goes meanwhile is not in a thief's copy either.
    shutil.copytree(profile, copy, ignore=shutil.ignore_patterns("Singleton*"), symlinks=True)
    wanted = patterns()
    every = [path for path in copy.rglob("*") if path.is_file()]
    return [
        str(path.relative_to(copy))
        for path in every
        if (content := path.read_bytes().lower()) and any(one in content for one in wanted)
    ]


def test_a_copied_profile_holds_nothing_that_was_written(
    phone: Page, server: Telling, tmp_path: Path
) -> None:
    profile, copy = tmp_path / "profile", tmp_path / "copy"
    work(phone, server)
    assert places(profile, copy) == []
    phone.evaluate("import('fieldbook/vault').then((vault) => vault.lock())")
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()
    assert places(profile, copy) == []
    phone.get_by_role("button", name="Unlock with fingerprint or face").click()
    server.down = False
    phone.goto("/#/outbox")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()
    phone.goto("/#/phone")
    phone.get_by_role("button", name="Sign out").click()
    phone.get_by_role("button", name="Sign out all the same").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    phone.context.close()  # now what a browser writes as it ends is there too
    assert places(profile, copy) == []


def test_a_word_in_clear_would_be_found(phone: Page, tmp_path: Path) -> None:
    """In a store, a cache, the history and beside: else the test above would prove nothing."""
    clear = [
        "(word) => import('fieldbook/store').then((s) => s.put('meta', { id: 'link', word }))",
        "(word) => localStorage.setItem('word', btoa(word))",
        "(word) => caches.open('clear').then((c) => c.put('/clear', new Response(word)))",
        "(word) => history.pushState(null, '', `#/new/${word}`)",
    ]
    for act in clear:
        phone.evaluate(act, word())
    phone.context.close()
    found = " ".join(places(tmp_path / "profile", tmp_path / "copy"))
    for place in ("IndexedDB", "Local Storage", "CacheStorage", "History"):
        assert place in found
