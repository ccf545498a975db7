"""The console in a browser: on a phone, by keyboard, and by itself while a replay runs."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.connectors.models import Circuit, System
from field_api.delivery.models import Replay
from field_api.identity.models import Officer
from field_api.lib import clock
from tests import handset, make
from tests.oversight.letters import REASON, delivery, mapped_anew
from tests.submissions.desk import INTEL, sent
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def sergeant(transactional_db: None) -> Officer:
    catalogue.publish_builtin()
    return make.supervisor()


@pytest.fixture
def records(sergeant: Officer) -> System:
    return make.system(lag_seconds=300)


@pytest.fixture
def open_page(live_server: LiveServer, sergeant: Officer) -> Iterator[Any]:
    """Opens a page as the sergeant. Make rows before: while the browser lives Django takes every
    query in this thread for one from an async context.
    """
    cookie = make.at_desk(sergeant).cookies[settings.SESSION_COOKIE_NAME].value
    opened = sync_playwright()
    started: list[Any] = []
    broken: list[str] = []

    def show(path: str, **particulars: Any) -> Page:
        if not started:
            playwright = opened.start()
            launch = playwright.chromium.launch
            started.extend([playwright, launch(executable_path=CHROMIUM, args=["--no-sandbox"])])
        context = started[1].new_context(**PHONE | particulars, base_url=live_server.url)
        named = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}
        context.add_cookies([named])
        page: Page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on(
            "console", lambda said: broken.append(said.text) if "Content Sec" in said.text else 0
        )
        page.goto(path)
        return page

    yield show
    for one in reversed(started):
        one.close() if hasattr(one, "close") else one.stop()
    assert broken == []


def fits(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_a_system_is_paused_from_a_phone(open_page: Any, records: System) -> None:
    delivery(records, state="due")
    page = open_page("/console/")
    assert fits(page)
    page.get_by_role("link", name="Pause… Records").click()
    expect(page.get_by_text("From now on nothing is sent to Records")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why")
    page.get_by_label("Why?").first.fill("Being moved")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("Records is paused"))
    assert fits(page)


def test_letters_are_ticked_at_once_and_planned(open_page: Any, records: System) -> None:
    phone = handset.of()
    for _ in range(2):
        delivery(records, sent(phone, INTEL), reason=REASON)
    delivery(records, reason=REASON)
    page = open_page("/console/letters/")
    page.get_by_role("link", name=re.compile(REASON)).click()
    page.get_by_label("Those that died between two times").check()
    page.get_by_text("Tick all listed").click()
    expect(page.get_by_label("Those ticked above")).to_be_checked()
    expect(page.get_by_text("3 ticked")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would happen")
    assert fits(page)


def test_a_running_replay_moves_by_itself(
    open_page: Any, records: System, sergeant: Officer
) -> None:
    run = Replay.objects.create(
        system=records,
        scope={"deliveries": []},
        reason="Their disk was lost",
        state="running",
        total=400,
        made=100,
        requested_by=sergeant,
    )
    page = open_page(f"/console/replays/{run.pk}/")
    said = page.locator(".progress__said")
    expect(said).to_have_text("100 of 400")
    _in_another_thread(lambda: Replay.objects.filter(pk=run.pk).update(made=300))
    expect(said).to_have_text("300 of 400")


def test_what_mapping_anew_changes_fits_a_phone(open_page: Any, sergeant: Officer) -> None:
    anew = mapped_anew(handset.of())
    page = open_page(f"/console/deliveries/{anew.pk}/")
    page.locator("summary", has_text="Send again").click()
    page.get_by_label("Mapped anew").check()
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_role("rowheader", name="/number")).to_be_visible()
    assert fits(page)
    assert page.get_by_role("rowheader", name="/number").bounding_box()["width"] > 200


def test_an_entry_is_traced_by_keyboard(open_page: Any, records: System) -> None:
    submission = sent(handset.of(), INTEL)
    delivery(records, submission, "uncertain", reason="no answer in 10 s")
    delivery(records, submission, "due", lane_seq=2)
    soon = clock.now() + timedelta(minutes=1)
    Circuit.objects.update_or_create(
        system=records, defaults={"opened_at": clock.now(), "open_until": soon}
    )
    page = open_page(f"/console/entries/{submission}/")
    expect(page.get_by_text("Held behind version 1: uncertain")).to_be_visible()
    key = page.get_by_text("Key, hash and mapping").first
    key.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("SHA-256").first).to_be_visible()
    assert fits(page)


def _in_another_thread(change: Callable[[], object]) -> None:
    """A query, while this thread is the browser's."""

    def run() -> None:
        change()
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()
