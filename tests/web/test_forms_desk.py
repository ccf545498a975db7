"""A form on its way in a browser: brought in on one phone, published on another."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django_otp.oath import TOTP
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from field_api.catalogue import actions as catalogue
from field_api.catalogue.actions import spreadsheets
from field_api.identity.models import Officer
from tests import make
from tests.catalogue.drafting import WHY, admin, note
from tests.web.conftest import CHROMIUM, PHONE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

AT = "/desk/forms/"
_SHOTS = os.environ.get("FIELDBOOK_SHOTS", "")


@dataclass(frozen=True, slots=True)
class Lead:
    """An administrator: what is asked of the database is asked before a browser lives."""

    officer: Officer
    key: bytes
    cookie: str

    @property
    def code(self) -> str:
        return f"{TOTP(self.key).token():06d}"


def lead() -> Lead:
    who = admin()
    cookie = make.at_desk(who).cookies[settings.SESSION_COOKIE_NAME].value
    return Lead(who, who.authenticator.bin_key, cookie)


@pytest.fixture
def leads(transactional_db: None) -> tuple[Lead, Lead]:
    catalogue.publish_shipped_lists()
    catalogue.publish_builtin()
    return lead(), lead()


@pytest.fixture
def phones(live_server: LiveServer, leads: tuple[Lead, Lead]) -> Iterator[list[Page]]:
    """A phone each, signed in to the desk; the second is dark."""
    broken: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pages = []
        for who, scheme in zip(leads, ("light", "dark"), strict=True):
            context = browser.new_context(
                **PHONE, color_scheme=scheme, base_url=live_server.url, accept_downloads=True
            )
            named = {
                "name": settings.SESSION_COOKIE_NAME,
                "value": who.cookie,
                "url": live_server.url,
            }
            context.add_cookies([named])
            page = context.new_page()
            page.on("pageerror", lambda error: broken.append(str(error)))
            pages.append(page)
        yield pages
        browser.close()
    assert broken == []


def looked_at(page: Page, name: str) -> None:
    """It fits a phone; and, where somebody wants to look, what it looks like."""
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    if _SHOTS:
        page.screenshot(path=str(Path(_SHOTS) / f"{name}.png"), full_page=True)


def changed() -> dict[str, Any]:
    """A note that asks for the weather, no longer for a heading, and reads less of it."""
    document = note()
    own = document["schema"]["properties"]
    own["weather"] = {
        **own["basis"],
        "title": "Weather",
        "enum": ["dry", "rain"],
        "x-labels": {"dry": "Dry", "rain": "Rain"},
        "x-order": 9999,
    }
    own["weather"].pop("x-seed-values", None)
    del own["subject"]
    document["review"]["percent"] = 50
    return document


def test_a_form_is_brought_in_and_published_by_two(
    phones: list[Page], leads: tuple[Lead, Lead], tmp_path: Path
) -> None:
    first, second = phones
    sheet = tmp_path / "note.xlsx"
    sheet.write_bytes(spreadsheets.write(changed()))
    at = _brought_in(first, sheet)
    first.get_by_label("Why").fill(WHY)
    first.get_by_label("Six-figure code").fill(leads[0].code)
    first.get_by_role("button", name="Propose it").click()
    expect(first.get_by_text("Waits for a second administrator")).to_be_visible()
    second.goto("/desk/persons/")
    second.get_by_role("link", name=re.compile("^Publish Note, version")).click()
    looked_at(second, "person")
    second.get_by_role("link", name="Read it before you decide").click()
    expect(second.get_by_role("heading", name="Breaks what reads it")).to_be_visible()
    assert at in second.url
    second.locator("summary", has_text="Weather").click()
    looked_at(second, "draft-dark")
    second.get_by_label("Six-figure code").fill(leads[1].code)
    second.get_by_role("button", name="Approve and publish").click()
    expect(second.get_by_role("status")).to_contain_text("Decided")
    second.goto(f"{AT}note/")
    looked_at(second, "kind-dark")
    second.get_by_role("link", name=re.compile("^What it changed of version")).first.click()
    expect(second.get_by_text("“Weather” is asked")).to_be_visible()
    looked_at(second, "changes-dark")
    first.goto(AT)
    first.get_by_role("link", name=re.compile("^Note note")).click()
    first.get_by_role("link", name=re.compile("^Version")).first.click()
    first.locator("summary", has_text="Weather").click()
    looked_at(first, "form")


def _brought_in(page: Page, sheet: Path) -> str:
    """The address of the draft, without its host."""
    page.goto(AT)
    looked_at(page, "forms")
    page.get_by_role("link", name=re.compile("^Note note")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Note")
    looked_at(page, "kind")
    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()
    assert json.loads(taken.value.path().read_text("utf-8"))["kind"] == "note"
    page.get_by_role("link", name="Bring in the next version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Next version of Note")
    looked_at(page, "bring")
    page.get_by_label("The form").set_input_files(str(sheet))
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="Breaks what reads it")).to_be_visible()
    expect(page.get_by_text("“Heading” is no longer asked")).to_be_visible()
    looked_at(page, "draft")
    return page.url.partition("/desk/")[2]
