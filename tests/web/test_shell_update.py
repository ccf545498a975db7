"""A newer Fieldbook starts when nobody is interrupted by it, and everything kept is still there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web import collected
from tests.web.authenticator import fit
from tests.web.conftest import PHONE
from tests.web.server import Server, problem
from tests.web.test_shell import READY, shells
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLD, NEW = "1.0.9", "1.1.0"
MANY = 210
OFFERED = "A newer Fieldbook is ready"
RUNS = 'document.querySelector("meta[name=fieldbook-app]").content'
LOOK = "async () => void (await (await navigator.serviceWorker.ready).update())"
# As the page signs, only quicker than two hundred times by hand.
SIGN = """async (many) => {
  const { __modules: all } = await import("fieldbook/app");
  const session = await all.session.current();
  const [form] = await all.store.all("forms");
  for (let count = 1; count <= many; count += 1) {
    const draft = await all.drafts.begin(session, form, { body: { text: `Entry ${count}` } });
    await all.outbox.sign(session, draft, { title: form.title });
  }
}"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[collected.Site]:
    with collected.site(tmp_path, Server()) as served:
        served.release(OLD)
        yield served


@pytest.fixture
def officer(chromium: Browser, site: collected.Site) -> Iterator[Page]:
    """On a phone that keeps the old shell."""
    context = chromium.new_context(**PHONE, base_url=site.url)
    page = context.new_page()
    fit(page)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.clock.install()
    page.goto("/")
    page.get_by_label("Officer number").fill("34-1001")
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Six-figure code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Note")).to_be_visible()
    page.evaluate(READY)
    yield page
    context.close()
    assert broken == []


def write(page: Page, words: str) -> None:
    page.get_by_role("button", name="Note").click()
    page.get_by_label("Words").fill(words)


def outdated() -> tuple[int, dict[str, Any]]:
    return problem(426, "client-outdated", minimum_app=NEW)


def test_a_newer_shell_with_a_full_outbox_loses_nothing(
    officer: Page, site: collected.Site
) -> None:
    site.server.down = True
    officer.evaluate(SIGN, MANY)
    write(officer, "Half a sentence")
    (before,) = shells(officer)
    site.release(NEW)
    officer.evaluate(LOOK)
    expect(officer.get_by_text(OFFERED)).to_be_visible()
    assert officer.evaluate(RUNS) == OLD
    with officer.expect_navigation():
        officer.get_by_role("button", name="Start it now").click()
    expect(officer.get_by_label("Words")).to_have_value("Half a sentence")
    assert officer.evaluate(RUNS) == NEW
    (after,) = shells(officer)
    assert before != after
    assert site.server.entries == {}
    site.server.down = False
    officer.evaluate("dispatchEvent(new Event('online'))")
    until(officer, lambda: len(site.server.entries) == MANY)
    numbers = [entry.head.seq for entry in site.server.entries.values()]
    assert sorted(numbers) == list(range(1, MANY + 1))
    officer.get_by_role("button", name="Sign and save").click()
    until(officer, lambda: len(site.server.entries) == MANY + 1)


def test_an_outdated_page_starts_the_newer_one_when_the_hands_are_off_it(
    officer: Page, site: collected.Site
) -> None:
    site.release(NEW)
    site.server.trouble["sync/pull"] = [outdated() for _ in range(50)]
    write(officer, "Still typing")
    officer.evaluate("dispatchEvent(new Event('online'))")
    expect(officer.get_by_text(OFFERED)).to_be_visible()
    for word in (" and", " typing"):
        officer.clock.fast_forward(25_000)
        officer.get_by_label("Words").press_sequentially(word)
    assert officer.evaluate(RUNS) == OLD, "somebody was typing"
    with officer.expect_navigation():
        officer.clock.fast_forward(31_000)
    expect(officer.get_by_label("Words")).to_have_value("Still typing and typing")
    assert officer.evaluate(RUNS) == NEW


def test_an_outdated_page_hands_in_what_was_written(officer: Page, site: collected.Site) -> None:
    site.server.trouble["sync/pull"] = [outdated() for _ in range(50)]
    write(officer, "Written on the old one")
    officer.get_by_role("button", name="Sign and save").click()
    until(officer, lambda: len(site.server.entries) == 1)
    expect(officer.get_by_text("too old for the server")).to_be_visible()


def test_a_shell_that_comes_in_halves_is_not_kept(officer: Page, site: collected.Site) -> None:
    (before,) = shells(officer)
    site.unheard = ("/manifest.webmanifest",)
    site.release(NEW)
    officer.evaluate(f"async () => ({LOOK})().catch(() => {{}})")
    until(officer, lambda: list(shells(officer)) == [before])
    expect(officer.get_by_text(OFFERED)).not_to_be_visible()
    site.unheard = ()
    officer.evaluate(LOOK)
    expect(officer.get_by_text(OFFERED)).to_be_visible()


def test_another_window_is_asked_first_and_follows(officer: Page, site: collected.Site) -> None:
    other = officer.context.new_page()
    fit(other)
    other.goto("/")
    expect(other.get_by_role("main")).to_be_visible()
    site.release(NEW)
    officer.evaluate(LOOK)
    expect(officer.get_by_text(OFFERED)).to_be_visible()
    with other.expect_navigation(), officer.expect_navigation():
        officer.get_by_role("button", name="Start it now").click()
    assert [page.evaluate(RUNS) for page in (officer, other)] == [NEW, NEW]
