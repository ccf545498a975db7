"""Waiting for what no page shows.

Playwright's `wait_for_function` does not wait for an asynchronous predicate: it takes the promise
for a yes. What a page shows is waited for with `expect`.
"""

from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE = 20_000
STEP = 50


def until(phone: Page, holds: Callable[[], object]) -> None:
    """Let the page and its server go on until `holds`; fail after twenty seconds."""
    for _ in range(PATIENCE // STEP):
        if holds():
            return
        phone.wait_for_timeout(STEP)
    raise AssertionError("what was waited for did not come")
