"""axe-core on every screen of the handset, empty and full, by day and by night, and on each form of
the catalogue with all of it unfolded. A screen that is not opened here fails.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.catalogue import shipped
from field_api.web import rules
from tests.web import axe
from tests.web.deciding import Desk
from tests.web.reserving import Reserving
from tests.web.server import Item, Server
from tests.web.storing import Storing
from tests.web.test_alerts import ADVICE, WHAT, alert, look, news
from tests.web.test_asked import asked
from tests.web.test_duty import opened as duty_opened
from tests.web.test_duty import report
from tests.web.test_forks import LEFT, RIGHT, choose, forked
from tests.web.test_map import Map
from tests.web.test_outbox import received, write
from tests.web.test_questions import STATES, answers, ask, leg, value, warning
from tests.web.test_reviewing import decided
from tests.web.test_tasks import WHAT as SOUGHT
from tests.web.test_tasks import news as tasked
from tests.web.test_tasks import task
from tests.web.test_work import delivery, document, sent_back, tell

pytestmark = [pytest.mark.browser, pytest.mark.slow, axe.needs_axe]

FORMS: dict[str, Item] = {document["kind"]: document for document in shipped.documents()}
FOLDED = "for (const one of document.querySelectorAll('details')) one.open = true"
Opener = Callable[[Page, Any], None]


@dataclass
class Whole(Desk, Storing, Reserving):
    """All that a form may ask the server for."""

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "forms":
            return 200, {"forms": self.forms}
        return super()._answer(path, request)


@pytest.fixture
def server() -> Whole:
    return Whole()


def wrong(page: Page) -> list[str]:
    page.emulate_media(color_scheme="light")
    found = axe.violations(page) + axe.small(page) + axe.sideways(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in axe.violations(page, "color-contrast")]
    page.emulate_media(color_scheme="light", forced_colors="active")
    found += [f"forced: {one}" for one in axe.small(page)]
    page.emulate_media(forced_colors="none")
    return found


def faultless(page: Page) -> None:
    page.evaluate(FOLDED)
    found = wrong(page)
    assert not found, "\n".join(found)


def _new(page: Page, _: Server) -> None:
    expect(page.get_by_role("button", name="Note")).to_be_visible()


def _write(page: Page, _: Server) -> None:
    page.get_by_role("button", name="Note").click()
    page.get_by_role("textbox", name="Words").fill("A")
    faultless(page)
    page.get_by_role("textbox", name="Words").fill("")
    page.get_by_role("button", name="Sign and save").click()
    expect(page.get_by_text("Sample Act 1999 s.1").first).to_be_visible()


def _saved(page: Page, server: Server) -> None:
    write(page, "Seen at the mill.")
    received(page).to_be_visible()
    server.down = True
    write(page, "Seen without a signal.")
    expect(page.get_by_role("heading", name="Saved")).to_be_visible()


def _work(page: Page, server: Server) -> None:
    page.get_by_role("link", name="My work").click()
    faultless(page)
    tell(page, server, sent_back())
    page.get_by_role("link", name="My work").first.click()
    expect(page.get_by_role("link", name="34/26/000042")).to_be_visible()
    server.down = True
    write(page, "Seen without a signal.")
    page.get_by_role("link", name="My work").first.click()
    expect(page.get_by_role("link", name="34/26/000042")).to_be_visible()


def _entry(page: Page, server: Server) -> None:
    sent = [delivery("records", "delivered", ref="RMS-1"), delivery("intel", "rejected")]
    tell(page, server, document(deliveries=sent) | {"review": sent_back()["review"]})


def _settle(page: Page, server: Server) -> None:
    tell(page, server, forked(server, LEFT, RIGHT))  # type: ignore[arg-type]
    choose(page)


def _duty(page: Page, server: Server) -> None:
    server.trouble["duty"] = [(200, report())] * 3
    duty_opened(page)
    expect(page.get_by_text("34/26/000042")).to_be_visible()


def _outbox(page: Page, server: Server) -> None:
    server.down = True
    write(page, "Seen without a signal.")
    page.goto("/#/outbox")
    expect(page.get_by_text("Note").first).to_be_visible()


def _ask(page: Page, _: Server) -> None:
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", name="Ask the systems")).to_be_visible()


def _question(page: Page, server: Server) -> None:
    ask(page)
    faultless(page)
    values = {"dob": [value("1990-02-03", "records"), value("1991-02-03", "intelligence")]}
    cluster = {"id": "1", "title": "A", "confidence": "same", "why": ["same PNC ID"]}
    answers(
        page,
        server,
        complete=True,
        legs=[leg(state) for state in STATES],
        warnings=[warning("WE", "Weapons")],
        clusters=[cluster | {"values": values}],
    )
    expect(page.get_by_role("alert", name="Warnings")).to_be_visible()


def _asked(page: Page, server: Server) -> None:
    server.trouble["asked"] = [asked(), asked()]
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("link", name="Say why you looked").click()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Say in a few words why you looked.")).to_be_visible()


def _phone(page: Page, server: Server) -> None:
    write(page, "Seen at the mill.")
    received(page).to_be_visible()
    page.goto("/#/phone")
    expect(page.get_by_role("heading", name="This phone")).to_be_visible()


def _alerts(page: Page, server: Server) -> None:
    news(server, alert())
    look(page)
    page.locator(".alertbar").wait_for()
    page.goto("/#/alerts")
    expect(page.get_by_role("heading", name="Alerts", level=1)).to_be_visible()
    faultless(page)
    page.get_by_role("main").get_by_role("link", name=re.compile(WHAT)).click()
    expect(page.get_by_text(ADVICE)).to_be_visible()


def _tasks(page: Page, server: Server) -> None:
    tasked(server, task())
    look(page)
    page.goto("/#/tasks")
    expect(page.get_by_role("heading", name="Asked of you", level=1)).to_be_visible()
    faultless(page)
    page.get_by_role("main").get_by_role("link", name=re.compile(SOUGHT)).click()
    expect(page.get_by_role("button", name="I go")).to_be_visible()


def _map(page: Page, _: Server) -> None:
    page.context.route("**/api/v1/situation**", Map().answer)
    page.goto("/#/map")
    expect(page.get_by_role("status").filter(has_text="3 things in sight")).to_be_visible()


def _review(page: Page, server: Whole) -> None:
    decided(page, server)
    faultless(page)
    page.get_by_role("link", name="34/26/000043").click()
    expect(page.get_by_role("heading", name="Decide")).to_be_visible()
    faultless(page)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Choose one of the reasons.").first).to_be_visible()
    faultless(page)
    page.goto("/#/review")
    page.get_by_role("link", name="34/26/000044").click()
    expect(page.get_by_text("It changed after you read it")).to_be_visible()


SCREENS: dict[str, Opener] = {
    "new": _new,
    "write": _write,
    "saved": _saved,
    "work": _work,
    "entry": _entry,
    "settle": _settle,
    "duty": _duty,
    "outbox": _outbox,
    "review": _review,
    "ask": _ask,
    "question": _question,
    "asked": _asked,
    "phone": _phone,
    "alerts": _alerts,
    "tasks": _tasks,
    "map": _map,
}


def drawn() -> set[str]:
    """Every screen that the handset can be turned to, as its script names them."""
    text = (rules.FILES / "screens.js").read_text()
    listed = text.split("export const SCREENS = {")[1].split("}")[0]
    return {line.strip(' ",').split(":")[0].strip('"') for line in listed.strip().splitlines()}


def test_every_screen_is_looked_at() -> None:
    assert drawn() == set(SCREENS)


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_a_screen_is_without_a_fault(officer: Page, server: Whole, name: str) -> None:
    SCREENS[name](officer, server)
    faultless(officer)


def test_what_covers_a_screen_is_without_a_fault(officer: Page, server: Whole) -> None:
    news(server, alert("immediate"))
    look(officer)
    expect(officer.get_by_role("dialog")).to_be_visible()
    faultless(officer)


def test_a_locked_phone_is_without_a_fault(officer: Page) -> None:
    officer.goto("/#/phone")
    officer.get_by_role("button", name="Lock", exact=True).click()
    expect(officer.get_by_role("heading", name="Locked", level=1)).to_be_visible()
    faultless(officer)


def test_signing_in_is_without_a_fault(phone: Page, server: Whole) -> None:
    phone.goto("/")
    expect(phone.get_by_label("Officer number")).to_be_visible()
    faultless(phone)
    phone.get_by_role("button", name="Sign in").click()
    faultless(phone)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_form_is_without_a_fault(officer: Page, server: Whole, kind: str) -> None:
    server.forms = [FORMS[kind]]
    officer.reload()
    title = FORMS[kind]["title"]
    officer.get_by_role("button", name=re.compile(f"^{re.escape(title)}")).click()
    expect(officer.get_by_role("heading", name=title, level=1)).to_be_visible()
    for add in officer.get_by_role("button", name=re.compile("^Add ")).all():
        add.click()
    faultless(officer)
