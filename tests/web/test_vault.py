"""The vault: opened by a finger or a passphrase without a signal, closed by whoever leaves."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.authenticator import of
from tests.web.reading import found, holds, seen
from tests.web.server import Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser

WORD = "zebrawords"
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def locked(officer: Page) -> Page:
    """Locked by hand over a draft, by an officer who has signed one entry."""
    write(officer, "signed")
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
    write(officer, WORD)
    lock_by_hand(officer)
    return officer


def write(phone: Page, words: str) -> None:
    phone.goto("/#/new")
    phone.get_by_role("button", name="Note").click()
    phone.get_by_role("textbox", name="Words").fill(words)


def lock_by_hand(phone: Page) -> None:
    phone.evaluate("import('fieldbook/vault').then((vault) => vault.lock())")
    expect(phone.get_by_role("heading", name="Locked")).to_be_visible()


def unlock(phone: Page) -> None:
    phone.get_by_role("button", name="Unlock with fingerprint or face").click()


def test_a_finger_opens_it_without_a_signal(officer: Page, server: Server) -> None:
    write(officer, WORD)
    until(officer, lambda: holds(officer, "drafts", WORD))
    server.down = True
    officer.reload()  # all that was in memory is gone
    expect(officer.get_by_role("textbox", name="Words")).to_have_value(WORD)
    officer.goto("/#/phone")
    expect(officer.get_by_text("PC 1001 Sample")).to_be_visible()


def test_what_was_being_written_is_there_again_at_its_place(locked: Page) -> None:
    expect(locked.get_by_role("textbox")).to_have_count(0)
    assert locked.title() == "Locked – Fieldbook"
    assert WORD not in locked.content()
    unlock(locked)
    expect(locked.get_by_role("textbox", name="Words")).to_have_value(WORD)


def test_while_locked_nothing_is_read_and_nothing_written(locked: Page) -> None:
    stores = ("drafts", "entries", "docs", "questions", "files", "bytes", "todo", "known")
    assert [name for name in stores if seen(locked, name)] == []
    refused = locked.evaluate(
        "import('fieldbook/store').then((store) =>"
        " store.put('drafts', { id: 'd', body: {} }).catch((error) => error.message))"
    )
    assert refused == "Fieldbook is locked."
    assert found(locked, (WORD, "34-1001")) == []


def test_a_wrong_finger_opens_nothing(locked: Page) -> None:
    of(locked).finger(right=False)
    unlock(locked)
    expect(locked.get_by_role("alert")).to_contain_text("Still locked")
    assert seen(locked, "drafts") == []


def test_who_comes_back_in_time_is_asked_nothing(officer: Page) -> None:
    write(officer, WORD)
    officer.evaluate(HIDE, True)
    expect(officer.get_by_role("textbox", name="Words")).to_be_hidden()  # also to the list of pages
    officer.evaluate(HIDE, False)
    expect(officer.get_by_role("textbox", name="Words")).to_have_value(WORD)


def test_it_locks_itself_when_nobody_is_there(officer: Page) -> None:
    officer.clock.install()
    write(officer, WORD)
    officer.clock.fast_forward(130_000)
    expect(officer.get_by_role("heading", name="Locked")).to_be_visible()
    unlock(officer)
    expect(officer.get_by_role("textbox", name="Words")).to_have_value(WORD)


def test_a_camera_may_take_longer(officer: Page) -> None:
    officer.clock.install()
    write(officer, WORD)
    with officer.expect_file_chooser():
        officer.get_by_role("button", name="Take photo").click()
    officer.evaluate(HIDE, True)
    officer.clock.fast_forward(300_000)
    officer.evaluate(HIDE, False)
    expect(officer.get_by_role("textbox", name="Words")).to_have_value(WORD)
    expect(officer.locator("html.covered")).to_have_count(0)
    officer.clock.fast_forward(130_000)  # but only that once
    expect(officer.get_by_role("heading", name="Locked")).to_be_visible()


def test_a_record_in_the_place_of_another_is_refused_and_keeps_no_other_from_being_read(
    officer: Page,
) -> None:
    """Who can write to the disk still cannot make one entry stand for another."""
    for words in ("one", "two", "three"):
        write(officer, words)
        until(officer, lambda said=words: holds(officer, "drafts", said))  # type: ignore[misc]
        officer.get_by_role("link", name="New", exact=True).last.click()
    officer.evaluate(
        """async () => {
          const database = await import("fieldbook/database");
          const [one, two] = await database.readAll("drafts");
          await database.write(["drafts"], (store) => store("drafts").put({ ...two, id: one.id }));
          await (await import("fieldbook/vault")).lock();
        }"""
    )
    unlock(officer)
    officer.get_by_role("link", name="This phone", exact=True).click()
    expect(officer.get_by_text("1 record on this phone cannot be read")).to_be_visible()
    read = "import('fieldbook/store').then((s) => s.all('drafts')).then((all) => all.length)"
    assert officer.evaluate(read) == 2


def test_what_was_not_heard_for_a_shift_is_forgotten_and_what_was_written_stays(
    officer: Page, server: Server
) -> None:
    officer.clock.install()
    write(officer, WORD)
    until(officer, lambda: holds(officer, "drafts", WORD))
    put = (
        "import('fieldbook/store').then((s) => s.put('docs', { key: 'k', kind: 'told', doc: {} }))"
    )
    officer.evaluate(put)
    server.down = True
    officer.clock.fast_forward(15 * 3_600_000)
    expect(officer.get_by_role("heading", name="Locked")).to_be_visible()
    unlock(officer)
    expect(officer.get_by_role("textbox", name="Words")).to_have_value(WORD)
    until(officer, lambda: not seen(officer, "docs"))
