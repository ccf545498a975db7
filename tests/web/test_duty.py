"""The duty report on the handset: what the server has of the shift, and which clock was wrong."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server, now

pytestmark = pytest.mark.browser


def report() -> Item:
    entry = {
        "id": "7c9e6679-7425-40de-944b-e07fc1f90ae9",
        "reference": "34/26/000042",
        "title": "Stop and search",
        "state": "released",
        "state_label": "On its way",
        "review_state": "waiting",
        "written_at": now(),
        "received_at": now(),
        "clock": {"received_at": now(), "said": "device clock 4 min fast"},
        "attachments_pending": 2,
        "deliveries": [{"name": "Records", "state": "delivered", "label": "", "ref": "RMS-1"}],
        "attention": ["Two versions were written: say which stands"],
    }
    device = {"name": "Pixel", "brought": 1, "missing": 3, "heard_at": now(), "clock": ""}
    about = {"officer": {"name": "PC 1001 Sample"}, "from": now(), "to": now(), "made_at": now()}
    return {**about, "filed": [entry], "devices": [device]}


def opened(phone: Page) -> None:
    phone.get_by_role("link", name="My work").click()
    phone.get_by_role("link", name="Duty report").click()
    expect(phone.get_by_role("heading", name="Duty report")).to_be_visible()


def test_a_shift_is_told_with_what_needs_somebody(officer: Page, server: Server) -> None:
    server.trouble["duty"] = [(200, report())]
    opened(officer)
    page = officer.locator("#main")
    for said in ("1 entry filed, 1 to look at first", "34/26/000042", "device clock 4 min fast",
                 "Two versions were written", "On its way, review waiting", "2 not there yet",
                 "RMS-1", "1 brought, 3 missing"):  # fmt: skip
        expect(page).to_contain_text(said)


def found() -> Item:
    kinds = [
        {"kind": "note", "title": "Note", "entries": 5, "decided": 4, "right": 3},
        {"kind": "stop-search", "title": "Stop and search", "entries": 1, "decided": 0, "right": 0},
    ]
    at = {"kind": "note", "title": "Note", "pointer": "/persons/*/surname", "entries": 1}
    return {"days": 90, "kinds": kinds, "fields": [{**at, "label": "Persons, Surname"}]}


def test_below_it_is_how_ones_own_work_was_found(officer: Page, server: Server) -> None:
    server.trouble["duty"] = [(200, report())]
    server.found = found()
    opened(officer)
    card = officer.locator("section.card", has_text="Right first time")
    for said in ("Your last 90 days. Only you see this.", "3 of 4 decided on",
                 "none decided on yet", "Persons, Surname", "Note: 1 entry"):  # fmt: skip
        expect(card).to_contain_text(said)


def test_nothing_found_is_no_card(officer: Page, server: Server) -> None:
    server.trouble["duty"] = [(200, report())]
    opened(officer)
    expect(officer.get_by_text("34/26/000042")).to_be_visible()
    expect(officer.get_by_text("Right first time")).to_have_count(0)


def test_without_a_signal_it_says_why_there_is_none(officer: Page, server: Server) -> None:
    server.down = True
    opened(officer)
    expect(officer.get_by_text("The report could not be fetched")).to_be_visible()
