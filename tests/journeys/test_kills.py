"""Three kinds with photos, written in a dead spot on a phone that dies twenty times meanwhile.

What was called kept comes back, and what was signed is at the server once, its photo byte for byte.
"""

import random
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright, Route, expect, sync_playwright

from tests.journeys.conftest import House
from tests.journeys.mortal import CHROMIUM, Link, Phone
from tests.journeys.writing import KINDS, Entry

KILLS = 20
LONGEST_LIFE = 7.0  # seconds of writing
PASSPHRASE = "lantern orchard pebble violin"
PATIENT = 120_000  # only a failure waits this long
STEP = 500

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def link(house: House) -> Iterator[Link]:
    link = Link(house.base.replace("localhost", "127.0.0.1"))
    yield link
    link.close()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(playwright, tmp_path / "profile")
    yield phone
    phone.buried()


def test_a_phone_that_dies_twenty_times_loses_nothing_that_it_called_kept(
    house: House, link: Link, phone: Phone
) -> None:
    page = phone.start()
    _sign_in(page, house, link)
    phone.buried()
    link.cut()
    entries = [Entry(0)]
    chance = random.Random(20)
    for _ in range(KILLS):
        _live(phone, link, entries, chance.uniform(0.0, LONGEST_LIFE))
    page = _opened(phone, link)
    while _write(page, entries) < len(KINDS):
        pass
    page.context.set_offline(False)
    link.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
    assert len(entries) - 1 >= len(KINDS)
    _are_there_once(house, page, entries[:-1])


def _live(phone: Phone, link: Link, entries: list[Entry], seconds: float) -> None:
    """One life: opened without a signal, and written on until it ends by itself."""
    page = _opened(phone, link)
    died = threading.Event()

    def die() -> None:
        died.set()
        phone.kill()

    death = threading.Timer(seconds, die)
    death.start()
    try:
        while True:
            _write(page, entries)
    except (Error, AssertionError):
        if not died.is_set():
            raise
    finally:
        death.cancel()
        death.join()
        phone.buried()


def _write(page: Page, entries: list[Entry]) -> int:
    """Goes on with the last of the entries to its end; how many are signed by then."""
    entry, signed = entries[-1], _signed(page)
    drafts = _drafts(page)
    if signed == len(entries):  # the phone died between signing and saying so
        assert drafts == 0
        entries.append(Entry(len(entries)))
        return signed
    assert signed == len(entries) - 1
    assert drafts <= 1
    if drafts:
        page.get_by_role("region", name="Begun, not signed").get_by_role("link").click()
        expect(page.get_by_role("heading", name=entry.kind, level=1)).to_be_visible()
        entry.check(page)
    else:
        assert not entry.kept
        entry.begin(page)
    entry.go_on(page)
    entries.append(Entry(len(entries)))
    return signed + 1


def _signed(page: Page) -> int:
    page.goto(page.url.partition("#")[0] + "#/outbox")
    expect(page.get_by_role("heading", name="Outbox")).to_be_visible()
    return page.get_by_role("region", name="Entries").get_by_role("listitem").count()


def _drafts(page: Page) -> int:
    page.get_by_role("link", name="New", exact=True).last.click()
    expect(page.get_by_role("heading", name="New entry")).to_be_visible()
    return page.get_by_role("region", name="Begun, not signed").get_by_role("listitem").count()


def _opened(phone: Phone, link: Link) -> Page:
    """Started and unlocked, without a signal."""
    page = phone.start()
    page.context.set_offline(not link.open)
    page.goto(link.base)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("heading", name="New entry")).to_be_visible()
    return page


def _sign_in(page: Page, house: House, link: Link) -> None:
    who = house.people[1]
    page.goto(link.base)
    page.get_by_label("Officer number").fill(who.login)
    page.get_by_label("Password").fill(who.password)
    page.get_by_label("Six-figure code").fill(house.fresh_code(1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_label("Once more").fill(PASSPHRASE)
    page.get_by_role("button", name="Keep it locked with this").click()
    expect(page.get_by_role("button", name="Note").first).to_be_visible(timeout=PATIENT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")  # it opens without a signal


def _are_there_once(house: House, page: Page, entries: list[Entry]) -> None:
    rows = "SELECT count(*) FROM submissions_revision WHERE strpos(body::text, %s) > 0"
    once = {entry.words: house.sql(rows, entry.words) for entry in entries}
    assert once == {entry.words: [(1,)] for entry in entries}
    hashes = [sha256(entry.photo).hexdigest() for entry in entries]
    files = "SELECT sha256, state FROM attachments_attachment WHERE sha256 = ANY(%s)"
    whole = sorted((one, "stored") for one in hashes)
    for _ in range(PATIENT // STEP):  # they are looked over once they are there
        if sorted(house.sql(files, hashes)) == whole:
            break
        page.wait_for_timeout(STEP)
    assert sorted(house.sql(files, hashes)) == whole
    stored = (path for path in (house.home / "media" / "attachments").rglob("*") if path.is_file())
    assert set(hashes) <= {sha256(path.read_bytes()).hexdigest() for path in stored}


def test_a_bad_line_that_loses_one_request_in_twenty_doubles_nothing(
    house: House, link: Link, phone: Phone
) -> None:
    page = phone.start()
    chance = random.Random(5)
    lost: list[str] = []

    def lose(route: Route) -> None:
        """Half of the lost ones never arrive; of the others only the answer is lost."""
        if chance.random() >= 0.05:
            return route.continue_()
        lost.append(route.request.method)
        if len(lost) % 2:
            route.fetch()
        return route.abort()

    _sign_in(page, house, link)
    page.context.route("**/api/v1/**", lose)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    entries = [Entry(number) for number in range(100, 106)]
    for entry in entries:
        entry.begin(page)
        entry.go_on(page)
    expect(page.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
    assert lost
    _are_there_once(house, page, entries)
