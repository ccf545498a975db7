"""News reaches a page that does not look for it, and a killed process costs it nothing but time."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Response, expect, sync_playwright

from backend.bench import processes
from tests.journeys.conftest import House
from tests.web.authenticator import fit

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENT = 60_000  # only a failure waits this long
OFFICER = 1

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH to drive the pages with"),
]


@pytest.fixture
def page(house: House) -> Iterator[Page]:
    """An officer's page that hears of news, on a phone whose clock the test can stop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB")
        page.set_default_timeout(PATIENT)
        page.clock.install()
        fit(page)
        page.goto(house.base)
        who = house.people[OFFICER]
        page.get_by_label("Officer number").fill(who.login)
        page.get_by_label("Password").fill(who.password)
        page.get_by_label("Six-figure code").fill(house.fresh_code(OFFICER))
        with page.expect_response(streaming):
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
        yield page
        browser.close()


def streaming(response: Response) -> bool:
    return "/api/v1/sync/stream" in response.url and response.status == 200


def news(house: House) -> str:
    """Something happens to this officer's work; gives the cursor that knows of it."""
    emit = (
        "SELECT feed_emit(ARRAY[id], ARRAY[1::smallint], ARRAY[%s::uuid], ARRAY['U'::\"char\"])"
        " FROM identity_officer WHERE login = %s"
    )
    house.sql(emit, str(uuid4()), house.people[OFFICER].login)
    cursor = (
        "SELECT ((epoch::bigint << 23) + seq)::text FROM sync_epoch, feed_head"
        " JOIN identity_officer o ON o.id = recipient_id WHERE login = %s"
    )
    return str(house.sql(cursor, house.people[OFFICER].login)[0][0])


def pulled(cursor: str) -> Callable[[Response], bool]:
    """An answer that brings the page as far as that."""

    def reached(response: Response) -> bool:
        if "/api/v1/sync/pull" not in response.url:
            return False
        document: dict[str, Any] = response.json()
        return bool(document["cursor"] == cursor)

    return reached


def test_news_reaches_a_page_whose_clock_stands_still(house: House, page: Page) -> None:
    """No timer can fire any more, so that nothing but a poke makes it pull."""
    now = int(page.evaluate("Date.now()"))
    page.clock.pause_at(datetime.fromtimestamp(now / 1000 + 5))  # noqa: DTZ006 as Playwright has it
    for _ in range(3):
        cursor = ""
        with page.expect_response(lambda response: pulled(cursor)(response)):  # noqa: B023
            cursor = news(house)


def test_what_happens_while_the_process_is_dead_is_heard_after_all(
    house: House, page: Page
) -> None:
    first = pid_of_wake(house)
    with page.expect_response(streaming):
        os.killpg(os.getpgid(first), signal.SIGKILL)
        cursor = ""
        with page.expect_response(lambda response: pulled(cursor)(response)):
            cursor = news(house)
    assert pid_of_wake(house) != first
    with page.expect_response(lambda response: pulled(cursor)(response)):
        cursor = news(house)


def pid_of_wake(house: House) -> int:
    """Of the processes that this house has started, by its own id."""
    for pid in processes.tree(house.pid):
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and b"backend.asgi:application" in command.read_bytes():
            return pid
    raise AssertionError("nobody waits for handsets in this house")
