"""A phone without a lock of its own that gives a secret: a passphrase opens what it keeps."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import PHONE
from tests.web.reading import found, holds, seen
from tests.web.server import Server
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "otter candle violin harbour"
SECRET = "zebrawords"


@pytest.fixture
def plain(chromium: Browser, site: str, server: Server) -> Iterator[Page]:
    """A page without an authenticator, with an officer signed in who has not chosen yet."""
    context = chromium.new_context(**PHONE, base_url=site, service_workers="block")
    context.route("**/api/v1/**", server.answer)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Officer number").fill("34-1001")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Six-figure code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Choose a passphrase")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def keeping(plain: Page) -> Page:
    """With a draft under the passphrase, opened anew."""
    choose(plain, WORDS)
    plain.get_by_role("button", name="Note").click()
    plain.get_by_role("textbox", name="Words").fill(SECRET)
    until(plain, lambda: holds(plain, "drafts", SECRET))
    plain.reload()
    expect(plain.get_by_role("heading", name="Locked")).to_be_visible()
    return plain


def choose(phone: Page, words: str, again: str | None = None) -> None:
    phone.get_by_label("Passphrase").fill(words)
    phone.get_by_label("Once more").fill(words if again is None else again)
    phone.get_by_role("button", name="Keep it locked with this").click()


def attempt(phone: Page, words: str) -> None:
    phone.get_by_label("Passphrase").fill(words)
    phone.get_by_role("button", name="Unlock").click()


def test_a_pin_is_not_taken_and_nothing_is_kept_before_one_is(plain: Page) -> None:
    for words, again in (("123456", None), ("aaaa aaaa aaaa aaaa aaaa", None), (WORDS, "other")):
        choose(plain, words, again)
        expect(plain.get_by_role("alert").filter(has_text="Not yet")).to_be_visible()
    assert seen(plain, "vaults") == []
    assert found(plain, ("34-1001", "Sample", "token")) == []


def test_the_proposed_one_is_taken(plain: Page) -> None:
    proposed = plain.locator(".unlock__proposal").inner_text()
    assert len(proposed.split()) == 6
    choose(plain, proposed)
    expect(plain.get_by_role("button", name="Note")).to_be_visible()


def test_it_opens_without_a_signal_as_keyboards_write_it(keeping: Page, server: Server) -> None:
    server.down = True
    attempt(keeping, f" {WORDS.title()}  ")
    expect(keeping.get_by_role("textbox", name="Words")).to_have_value(SECRET)


def test_ten_wrong_ones_delete_what_is_kept(keeping: Page) -> None:
    for left in range(9, 0, -1):
        attempt(keeping, "wrong wrong wrong wrong")
        tries = "1 try is left" if left == 1 else f"{left} tries are left"
        expect(keeping.get_by_role("alert")).to_contain_text(tries)
        if left == 5:
            keeping.reload()  # a try counts before it is made
    attempt(keeping, "wrong wrong wrong wrong")
    expect(keeping.get_by_text("What was kept here is deleted")).to_be_visible()
    assert seen(keeping, "vaults") == []
    database = "import('fieldbook/database').then((d) => d.readAll('drafts'))"
    assert keeping.evaluate(database) == []


def test_the_right_one_forgives_the_wrong_ones(keeping: Page) -> None:
    for left in (9, 8):
        attempt(keeping, "wrong wrong wrong wrong")
        expect(keeping.get_by_role("alert")).to_contain_text(f"{left} tries are left")
    attempt(keeping, WORDS)
    expect(keeping.get_by_role("textbox", name="Words")).to_have_value(SECRET)
    (vault,) = seen(keeping, "vaults")
    assert vault["failures"] == 0
