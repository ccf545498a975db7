"""Where streams do not hold, the page falls back to long polls, and where nothing is, to its own
looks. That news reaches it at all is shown against the real process (tests/journeys/test_wake.py).
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server, problem

pytestmark = pytest.mark.browser


@dataclass
class Telling(Server):
    """Streams end as soon as they have begun, as behind a box that lets none live.

    heads: what long polls answer, next first; afterwards they say that there is none (204).
    """

    nowhere: bool = False
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def _about(self) -> Item:
        return super()._about() | {"wake": ""}

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        self.asked.append(path)
        if path in ("sync/stream", "sync/wait") and self.nowhere:
            return problem(404, "not-found")
        if path == "sync/stream":
            return 200, {}
        if path == "sync/wait":
            return (200, {"head": self.heads.pop(0)}) if self.heads else (204, {})
        return super()._answer(path, request)


@pytest.fixture
def server() -> Telling:
    return Telling()


def test_after_three_quick_closes_it_polls_and_hears_by_that(
    officer: Page, server: Telling
) -> None:
    with officer.expect_request("**/sync/wait**"):
        pass
    assert server.asked.count("sync/stream") == 3
    for number in range(3):  # by its own looks, one each half minute, it would miss one of these
        with officer.expect_request("**/sync/pull**", timeout=20_000):
            server.heads.append(str((1 << 40) + 7 + number))


def test_a_site_without_it_is_asked_once(officer: Page, server: Telling) -> None:
    server.nowhere = True
    officer.reload()
    with officer.expect_response("**/sync/stream"):
        pass
    asked = server.asked.count("sync/stream")
    officer.wait_for_timeout(3000)
    assert server.asked.count("sync/stream") == asked
    assert "sync/wait" not in server.asked[-5:]
    expect(officer.get_by_role("banner")).to_contain_text("All sent")


def test_after_a_dead_spot_it_listens_anew(officer: Page, server: Telling) -> None:
    with officer.expect_request("**/sync/wait**"):
        pass
    officer.context.set_offline(True)
    with officer.expect_request("**/sync/stream"):
        officer.context.set_offline(False)
