"""Back in signal, nobody waits: not even where a request of before is still failing."""

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser

TRIES = 12  # by then the pause between two is up to five minutes
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"
IN_SIGNAL = "dispatchEvent(new Event('online'))"


@dataclass
class Tunnel(Server):
    """Nothing comes through; at its end the signal is back before a request has failed."""

    failed: int = 0
    ends: bool = False
    page: Page | None = None

    def answer(self, route: Any) -> None:
        if self.down and self.ends and self.page:
            self.down = False
            self.page.evaluate(IN_SIGNAL)
            return route.abort()
        self.failed += self.down
        return super().answer(route)


@pytest.fixture
def server() -> Server:
    return Tunnel()


def test_an_entry_goes_at_once_when_there_is_a_signal_again(officer: Page, server: Tunnel) -> None:
    expect(officer.locator("#link-state")).to_contain_text("All sent")
    server.page, server.down = officer, True
    officer.get_by_role("button", name="Note").click()
    officer.get_by_label("Words").fill("Written underground")
    officer.get_by_role("button", name="Sign and save").click()
    until(officer, lambda: officer.evaluate(LOOKED_AT) or server.failed >= TRIES)
    server.ends = True
    until(officer, lambda: officer.evaluate(LOOKED_AT) or not server.down)
    until(officer, lambda: len(server.entries) == 1)
