"""A kind that nobody programmed: from a spreadsheet to another system, in a browser, in one go.

With FIELDBOOK_SCREENS naming a folder, what they see is kept there as pictures.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.catalogue import workbooks
from tests.journeys.conftest import House
from tests.journeys.test_browser import PATIENT, PHONE, _keep_picture, _sign_in, _start
from tests.journeys.test_browser import browser as browser  # the fixture
from tests.journeys.test_browser import pytestmark as pytestmark
from tests.web.waiting import until

LEAD, SECOND, WRITES, REVIEWS = 4, 6, 0, 2

SHEETS = {
    "survey": [
        ["type", "name", "label", "hint", "required", "required_message", "relevant"],
        ["begin_group", "where", "When and where", "", "", "", ""],
        ["note", "intro", "Record every sweep, also one that finds nothing.", "", "", "", ""],
        ["text", "reason", "Why here?", "What was reported, or is known.", "yes", "", ""],
        ["geopoint", "place", "Where was it?", "", "", "", ""],
        ["select_one area", "area", "Kind of place", "", "yes", "Say what kind of place", ""],
        ["end_group", "", "", "", "", "", ""],
        ["begin_group", "result", "What was found", "", "", "", ""],
        ["select_one yes_no", "found", "Anything found?", "", "", "", ""],
        ["begin_repeat", "finds", "Finds", "", "", "", "${found} = 'yes'"],
        ["text", "article", "Article", "", "", "", ""],
        ["integer", "count", "How many?", "", "", "", ""],
        ["end_repeat", "", "", "", "", "", ""],
        ["end_group", "", "", "", "", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label"],
        ["area", "park", "Park"],
        ["area", "estate", "Estate"],
        ["yes_no", "yes", "Yes"],
        ["yes_no", "no", "No"],
    ],
    "settings": [
        ["form_id", "form_title", "version"],
        ["weapons-sweep", "Weapons sweep", 1],
    ],
    "fieldbook_policy": [
        ["setting", "value"],
        ["summary", "A search of a place for hidden weapons."],
        ["review_mode", "after"],
    ],
}
TOLD = {
    "type": "'RECORD'",
    "summary": "truncate(body.reason, `2000`)",
    "occurred_at": "occurred_at",
    "area": "labels.area",
    "finds": {"$each": "body.finds", "$make": {"what": "article", "many": "count"}},
}
REASON = "A caller saw somebody hide a knife near the north gate."


@pytest.fixture
def people(browser: Browser) -> Iterator[dict[int, Page]]:
    """A phone each; the second administrator's is dark."""
    contexts = {
        person: browser.new_context(
            viewport=PHONE,
            has_touch=True,
            locale="en-GB",
            color_scheme="dark" if person == SECOND else "light",
        )
        for person in (LEAD, SECOND, WRITES, REVIEWS)
    }
    for context in contexts.values():
        context.set_default_timeout(PATIENT)
    yield {person: context.new_page() for person, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_a_new_kind_goes_live_from_a_spreadsheet_with_no_code(
    house: House, people: dict[int, Page], tmp_path: Path
) -> None:
    lead, second = people[LEAD], people[SECOND]
    _sign_in(lead, house, LEAD, "/desk/forms/")
    _sign_in(second, house, SECOND, "/desk/persons/")
    _bring_in(lead, tmp_path)
    _propose(lead, house, "Propose it", "The knife crime team asks for it.")
    _keep_picture(lead, "new-kind-proposed")
    _approve(second, house, "Publish Weapons sweep")

    _map(house)
    lead.goto(f"{house.base}/desk/forms/weapons-sweep/routes/records/")
    _propose(lead, house, "Propose it to a second person", "The register is theirs.")
    _approve(second, house, "of weapons-sweep")

    reference = _write(people[WRITES], house)
    _read(people[REVIEWS], house, reference)
    until(lead, lambda: _delivered(house, reference) == [("records", "delivered")])
    own = people[WRITES]
    own.get_by_role("link", name="My work", exact=True).click()
    own.get_by_role("link").filter(has_text=reference).click()
    expect(own.get_by_text(re.compile("RMS-"))).to_be_visible(timeout=PATIENT)
    _keep_picture(own, "new-kind-receipt")


def _read(sergeant: Page, house: House, reference: str) -> None:
    _sign_in(sergeant, house, REVIEWS, "/desk/")
    sergeant.get_by_role("link").filter(has_text=reference).click()
    expect(sergeant.get_by_text(REASON).first).to_be_visible()
    expect(sergeant.get_by_text("Kitchen knife").first).to_be_visible()
    expect(sergeant.get_by_text("Say what kind of place").first).to_be_visible()
    _keep_picture(sergeant, "new-kind-read")


def _bring_in(lead: Page, folder: Path) -> None:
    sheet = folder / "weapons-sweep.xlsx"
    sheet.write_bytes(workbooks.made(**SHEETS))
    lead.get_by_role("link", name="Bring in a new form").click()
    expect(lead.get_by_role("heading", name="A new form", level=1)).to_be_visible()
    lead.get_by_label("The form").set_input_files(str(sheet))
    lead.get_by_role("button", name="Bring it in").click()
    expect(lead.get_by_role("heading", name="Weapons sweep, version 1", level=1)).to_be_visible()
    expect(lead.get_by_text("assumed: OFFICIAL-SENSITIVE")).to_be_visible()
    expect(lead.get_by_text("only what the law requires is required").first).to_be_visible()
    _keep_picture(lead, "new-kind-preview")


def _propose(lead: Page, house: House, button: str, why: str) -> None:
    with _decided(lead, house, LEAD, button):
        lead.get_by_label("Why", exact=True).first.fill(why)
    expect(lead.get_by_text("Proposed to a second person")).to_be_visible()


def _approve(second: Page, house: House, what: str) -> None:
    second.goto(f"{house.base}/desk/persons/")
    second.get_by_role("link", name=re.compile(what)).first.click()
    expect(second.get_by_role("heading", name="You are the second person")).to_be_visible()
    _keep_picture(second, "new-kind-second")
    with _decided(second, house, SECOND, "Approve"):
        pass
    expect(second.get_by_role("status")).to_contain_text("Decided")


@contextmanager
def _decided(page: Page, house: House, person: int, button: str) -> Iterator[None]:
    yield
    page.get_by_label("Six-figure code").first.fill(house.fresh_code(person))
    page.get_by_role("button", name=button, exact=True).click()


def _map(house: House) -> None:
    """As a configurator does over the API: a document, tried on a sample, then brought into use."""
    drafted = {"system": "records", "kind": "weapons-sweep", "engine": "jmespath", "document": TOLD}
    sample = {
        "document": {
            "kind": "weapons-sweep",
            "marking": "OFFICIAL-SENSITIVE",
            "occurred_at": "2026-03-01T14:05:00Z",
            "body": {"reason": REASON, "area": "park", "finds": [{"article": "Knife"}]},
            "labels": {"area": "Park"},
        },
        "markings": {},
    }
    with house.handset(LEAD) as handset:
        made = handset.line.call("POST", "mappings", drafted)
        samples = {"samples": [sample]}
        used = handset.line.call("POST", f"mappings/{made['id']}/activate", samples)
    assert used["state"] == "active"


def _write(page: Page, house: House) -> str:
    _sign_in(page, house, WRITES)
    _start(page, "Weapons sweep")
    expect(page.get_by_text("Record every sweep, also one that finds nothing.")).to_be_visible()
    expect(page.get_by_role("group", name="Finds")).to_have_count(0)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Add find").click()
    page.get_by_label("Article").fill("Kitchen knife")
    page.get_by_role("textbox", name="Why here?").fill(REASON)
    _keep_picture(page, "new-kind-form")
    page.get_by_role("button", name="Sign and save", exact=True).click()
    # What the sheet requires and no law does is asked for, and in nobody's way.
    expect(page.get_by_text("Say what kind of place").last).to_be_visible()
    _keep_picture(page, "new-kind-asked")
    page.get_by_role("button", name="Sign and save now").click()
    expect(page.get_by_role("button", name="Sign and save")).to_have_count(0, timeout=PATIENT)
    expect(page.get_by_role("banner")).to_contain_text("All sent", timeout=PATIENT)
    until(page, lambda: _references(house))
    return str(_references(house)[0][0])


def _references(house: House) -> list[tuple[object, ...]]:
    return house.sql(
        "SELECT s.reference FROM submissions_submission s JOIN submissions_revision r"
        " ON r.submission_id = s.id WHERE s.kind = 'weapons-sweep' AND r.body->>'reason' = %s"
        " ORDER BY s.reference DESC",
        REASON,
    )


def _delivered(house: House, reference: str) -> list[tuple[object, ...]]:
    return house.sql(
        "SELECT y.code, d.state FROM delivery_delivery d JOIN connectors_system y"
        " ON y.id = d.system_id JOIN submissions_submission s ON s.id = d.subject_id"
        " WHERE s.reference = %s",
        reference,
    )
