"""The phone offers again what the server lacks, and nothing else."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Server, problem
from tests.web.test_outbox import received, signal_back, write

pytestmark = pytest.mark.browser

A_DAY = 25 * 60 * 60 * 1000


def written(phone: Page, server: Server, *words: str) -> list[str]:
    """Writes them and waits until the server has them; their ids."""
    before = set(server.entries)
    for each in words:
        write(phone, each)
        received(phone).to_be_visible()
    return [key for key in server.entries if key not in before]


def forget(server: Server, entry: str) -> None:
    """As a backup does that is older than the entry."""
    del server.entries[entry]
    server.pushes.clear()
    server.asked.clear()


def restored(server: Server) -> None:
    server.epoch += 1
    server.trouble["sync/pull"] = [problem(410, "cursor-reset", epoch=server.epoch)]


def all_there(phone: Page, server: Server, *entries: str) -> None:
    """Waits for the round that brings the last of them."""
    with phone.expect_response("**/api/v1/sync/push"):
        signal_back(phone)
    expect(phone.get_by_role("link", name="All sent")).to_be_visible()
    assert set(server.entries) == set(entries)


def test_after_a_restore_only_what_was_lost_is_sent_again(officer: Page, server: Server) -> None:
    kept, lost = written(officer, server, "kept", "lost")
    forget(server, lost)
    restored(server)
    all_there(officer, server, kept, lost)
    assert server.asked == [[*server.asked[0]]]
    assert set(server.asked[0]) == {kept, lost}
    assert server.pushes == [[lost]]


def test_an_answer_that_did_not_come_is_asked_for_again(officer: Page, server: Server) -> None:
    (lost,) = written(officer, server, "lost")
    forget(server, lost)
    restored(server)
    server.trouble["sync/missing"] = [problem(503, "busy")]
    with officer.expect_response("**/api/v1/sync/missing"):
        signal_back(officer)
    assert server.pushes == []
    all_there(officer, server, lost)


def test_once_a_day_it_is_asked_without_a_reason(officer: Page, server: Server) -> None:
    (lost,) = written(officer, server, "lost without a trace")
    forget(server, lost)
    signal_back(officer)
    received(officer).to_be_visible()
    assert server.asked == []
    officer.clock.install()
    officer.clock.fast_forward(A_DAY)
    all_there(officer, server, lost)
