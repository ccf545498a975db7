"""Somebody known already: offered while a colleague writes, judged, read together, parted again.

With FIELDBOOK_SCREENS naming a folder, what they see is kept there as pictures.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from backend.story.bodies import body
from tests.journeys.conftest import House
from tests.journeys.test_browser import PATIENT, PHONE, _keep_picture, _sign_in, _start
from tests.journeys.test_browser import browser as browser  # the fixture
from tests.journeys.test_browser import pytestmark as pytestmark
from tests.web.waiting import until

FIRST, SECOND, SERGEANT, INSPECTOR = range(4)
# No date of birth: with one, name and birth would join the two whatever anybody judged.
ALEX = {"surname": "Sample", "given_names": "Alex", "address": "1 Sample Street", "vrm": ""}


@pytest.fixture
def people(browser: Browser, house: House) -> Iterator[dict[int, Page]]:
    contexts = {
        person: browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB")
        for person in (SECOND, SERGEANT, INSPECTOR)
    }
    for context in contexts.values():
        context.set_default_timeout(PATIENT)
    yield {person: context.new_page() for person, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_a_colleague_is_told_judges_and_is_put_right(house: House, people: dict[int, Page]) -> None:
    phone = "07700 900611"
    search = _searched(house, phone)
    writes = people[SECOND]
    _sign_in(writes, house, SECOND)
    _speaks_of(writes, "Seen again by the mill.", phone)
    card = _card(writes)
    expect(card).to_contain_text("Sample, Alex", timeout=PATIENT)
    expect(card).to_contain_text(re.compile("Last .*OFFICIAL-SENSITIVE"))
    card.get_by_text("What is known").click()
    expect(card).to_contain_text(re.compile(r"Stop and search, \d\d/\d\d/\d{6}"))
    _keep_picture(writes, "known-already")
    card.get_by_role("button", name="Same: use these details").click()
    expect(writes.get_by_role("textbox", name="Surname")).to_have_value("Sample")
    expect(writes.get_by_role("textbox", name="Address")).to_have_value("1 Sample Street")
    marked = writes.get_by_text(re.compile("^From Sample, Alex.*known already$"))
    expect(marked.nth(2)).to_be_visible()  # surname, given name and address at the least
    filled = marked.count()
    _keep_picture(writes, "known-linked")
    _sign(writes)
    until(writes, lambda: _said(house, search) == [("same", True, False)])
    reused = "SELECT reused FROM submissions_revision WHERE body->>'text' = %s"
    assert house.sql(reused, "Seen again by the mill.") == [(filled,)]

    _card_of(people[SERGEANT], house, SERGEANT, search)
    expect(people[SERGEANT].get_by_text("from 2 records")).to_be_visible()
    expect(people[SERGEANT].get_by_text("Chosen in place of typing.")).to_be_visible()
    _keep_picture(people[SERGEANT], "known-together")

    inspector = people[INSPECTOR]
    _card_of(inspector, house, INSPECTOR, search)
    inspector.get_by_text("Take it back").first.click()
    inspector.get_by_label("Why it is wrong").fill("His brother has the telephone now.")
    inspector.get_by_role("button", name="Take it back").click()
    expect(inspector.get_by_text("from 1 record ")).to_be_visible()
    expect(inspector.get_by_text("taken back by")).to_be_visible()
    assert _said(house, search) == [("same", True, True)]
    _keep_picture(inspector, "known-parted")


def test_without_a_signal_the_phone_knows_by_itself(house: House, people: dict[int, Page]) -> None:
    phone = "07700 900622"
    search = _searched(house, phone)
    writes = people[SECOND]
    with writes.expect_response("**/api/v1/known*"):
        _sign_in(writes, house, SECOND)
    writes.evaluate("navigator.serviceWorker.ready.then(() => true)")
    writes.context.set_offline(True)
    _speaks_of(writes, "Seen again in a dead spot.", phone)
    card = _card(writes)
    expect(card).to_contain_text("On this phone, as of", timeout=PATIENT)
    expect(card).to_contain_text("Same telephone number")
    expect(card).not_to_contain_text("Sample")
    _keep_picture(writes, "known-offline")
    card.get_by_role("button", name=re.compile("^Same: Stop and search")).first.click()
    _sign(writes)
    writes.context.set_offline(False)
    writes.evaluate("dispatchEvent(new Event('online'))")
    until(writes, lambda: _said(house, search) == [("same", True, False)])


def _searched(house: House, phone: str) -> UUID:
    """A stop and search of Alex Sample, pushed and read."""
    said = {**body("stop-search", phone), **ALEX, "phone": phone}
    gone = [name for name in ("dob", "vrm", "vin") if name in said]
    with house.handset(FIRST) as handset:
        item = handset.write(
            "stop-search", {name: one for name, one in said.items() if name not in gone}, version=3
        )
        assert [one["status"] for one in handset.push()] == ["accepted"]
    return UUID(item["submission"])


def _speaks_of(page: Page, words: str, phone: str) -> None:
    _start(page, "Note")
    page.get_by_role("textbox", name="Note", exact=True).fill(words)
    page.get_by_role("button", name="Add person").click()
    page.get_by_role("group", name="Person 1").locator("summary").filter(has_text="More").click()
    page.get_by_role("textbox", name="Phone").fill(phone)


def _card(page: Page) -> Locator:
    return page.get_by_role("region", name="Known already?").first


def _sign(page: Page) -> None:
    page.get_by_role("button", name="Sign and save", exact=True).click()
    page.get_by_role("button", name="Sign and save now").click()  # in which role, nobody said
    expect(page.get_by_role("heading", name="Saved")).to_be_visible(timeout=PATIENT)


def _card_of(page: Page, house: House, person: int, search: UUID) -> None:
    _sign_in(page, house, person, f"/desk/{search}/")
    page.get_by_role("link", name="Whom and what it speaks of").click()
    page.get_by_role("link", name=re.compile("^Sample, Alex")).click()
    expect(page.get_by_role("heading", name="Records", exact=True)).to_be_visible()


def _said(house: House, search: UUID) -> list[tuple[object, ...]]:
    """What was judged of the mentions of that search: what, whether chosen, whether taken back."""
    return house.sql(
        "SELECT j.says, j.chosen, j.reversed_at IS NOT NULL FROM intelligence_judgement j"
        " WHERE EXISTS (SELECT FROM intelligence_mention m WHERE m.record_id = %s"
        " AND m.id IN (j.this_id, j.that_id))",
        search,
    )
