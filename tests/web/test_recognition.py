"""Known already? Asked while an officer writes, never in the way, and never filled in by itself."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from field_api.lib import es256
from tests.web.server import NOTE, Item, Server, nothing_known
from tests.web.waiting import until

pytestmark = pytest.mark.browser

LINK, OTHER = "0197a000-0000-7000-8000-000000000001", "0197a000-0000-7000-8000-000000000002"
SALT = bytes(range(16))


def asked(title: str, order: int, **more: Any) -> Item:
    return {"title": title, "type": "string", "x-order": order, "x-section": "what"} | more


def of_subject(title: str, order: int, **more: Any) -> Item:
    return asked(title, order, **more, **{"x-entity": {"type": "person", "group": "subject"}})


STOP: Item = NOTE | {
    "kind": "stop",
    "title": "Stop",
    "schema": {
        "type": "object",
        "properties": {
            "surname": of_subject("Surname", 1),
            "given_names": of_subject("Given names", 2),
            "dob": of_subject("Date of birth", 3, format="date"),
            "phone": of_subject("Telephone", 4, **{"x-identifier": "phone"}),
            "sex": of_subject("Sex", 5, enum=["male", "female"]),
            "occupation": of_subject("Occupation", 6),
            "address": of_subject("Address", 6.5, **{"x-marking": "OFFICIAL-SENSITIVE"}),
            "description": of_subject("Description", 7),
            "words": asked("Words", 8, **{"x-widget": "textarea"}),
            "persons": {
                **asked("People", 9, type="array", **{"x-entity": {"type": "person"}}),
                "items": {
                    "type": "object",
                    "properties": {"surname": asked("Surname", 1), "phone": asked("Phone", 2)},
                },
            },
        },
    },
}


def said(value: Any, marking: str = "OFFICIAL") -> list[Item]:
    source = {"submission": OTHER, "reference": "34/26/000123", "kind": "stop", "title": "Stop"}
    at = "2026-11-02T14:02:00.000000Z"
    return [{"value": value, "marking": marking, "at": at, "age_days": 21, "source": source}]


def candidate(link: str = LINK, label: str = "Sample, Alex", **attributes: Any) -> Item:
    return {
        "class": "same",
        "reasons": ["Same name and date of birth"],
        "link": link,
        "label": label,
        "marking": "OFFICIAL",
        "records": 3,
        "last_at": "2026-11-02T14:02:00.000000Z",
        "attributes": attributes,
    }


ALEX = candidate(
    surname=said("Sample"),
    given_names=said("Alexander"),
    dob=said("1990-03-12"),
    sex=said("male"),
    phone=said("07700 900123"),
    occupation=said("Baker", "OFFICIAL-SENSITIVE"),
    address=said("1 Sample Street", "OFFICIAL-SENSITIVE"),
    description=said("Red coat"),
)


def hashed(text: str) -> str:
    return es256.b64(hmac.new(SALT, text.encode(), hashlib.sha256).digest()[:12])


NEAR: Item = {
    **{"link": LINK, "type": "person", "kind": "stop", "title": "Stop", "marking": "OFFICIAL"},
    **{"reference": "34/26/000123", "at": "2026-11-20T14:02:00.000000Z"},
    "keys": [hashed("named:obrien|alex|1990-03-12")],
}


@dataclass
class Knowing(Server):
    """Also lends a list of what is known near; `lent` counts how often."""

    forms: list[Item] = field(default_factory=lambda: [NOTE, STOP])
    lent: int = 0

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "known":
            self.lent += 1
            return 200, {**nothing_known(), "salt": es256.b64(SALT), "known": [NEAR]}
        return super()._answer(path, request)


@pytest.fixture
def server() -> Knowing:
    return Knowing()


@pytest.fixture
def stop(officer: Page) -> Page:
    officer.get_by_role("button", name="Stop").click()
    expect(officer.get_by_role("heading", name="Stop")).to_be_visible()
    return officer


def card(phone: Page) -> Locator:
    return phone.get_by_role("region", name="Known already?")


def name(phone: Page, surname: str = "Sample") -> None:
    phone.get_by_role("textbox", name="Surname").first.fill(surname)
    phone.get_by_role("textbox", name="Given names").fill("Alex")


def signed(phone: Page, server: Server) -> Item:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()
    until(phone, lambda: server.entries)
    found: Item = json.loads(next(iter(server.entries.values())).payload)
    return found


def test_the_same_fills_in_what_is_empty_and_travels_with_the_entry(
    stop: Page, server: Server
) -> None:
    server.candidates = {"subject": [ALEX]}
    stop.get_by_role("textbox", name="Words").fill("He was waiting for Ada Example.")
    name(stop)
    expect(card(stop)).to_contain_text("Same name and date of birth")
    expect(stop.get_by_role("textbox", name="Telephone")).to_have_value("")
    card(stop).get_by_role("button", name="Same: use these details").click()
    expect(stop.get_by_role("textbox", name="Telephone")).to_have_value("07700 900123")
    expect(stop.get_by_role("textbox", name="Given names")).to_have_value("Alex")
    expect(stop.get_by_role("textbox", name="Occupation")).to_have_value("")  # marked higher
    expect(stop.get_by_role("textbox", name="Address")).to_have_value("1 Sample Street")
    expect(stop.get_by_role("textbox", name="Description")).to_have_value("")  # of that day
    expect(stop.get_by_text("4 fields filled in")).to_be_visible()
    expect(stop.get_by_text("From Sample, Alex, known already", exact=True)).to_have_count(4)
    payload = signed(stop, server)
    assert payload["links"] == [{"entity": "subject", "mention": LINK}]
    assert "unlike" not in payload
    assert payload["made"] == {"typed": 3, "chosen": 0, "reused": 4, "filled": 0}
    (question,) = server.recognised
    (entity,) = question["entities"]
    assert entity["attributes"] == {"surname": "Sample", "given_names": "Alex"}  # no words of his
    assert question["submission"] == payload["submission"]


def test_not_the_same_is_said_and_not_asked_again(stop: Page, server: Server) -> None:
    server.candidates = {"subject": [ALEX, candidate(OTHER, "Sample, Alexa")]}
    name(stop)
    card(stop).get_by_role("button", name="Not the same: Sample, Alex", exact=True).click()
    expect(card(stop)).to_contain_text("Sample, Alexa")
    card(stop).get_by_role("button", name="Not the same").click()
    expect(card(stop)).to_have_count(0)
    payload = signed(stop, server)
    assert "links" not in payload
    assert payload["unlike"] == [
        {"entity": "subject", "mention": LINK},
        {"entity": "subject", "mention": OTHER},
    ]


def test_who_ignores_it_signs_as_ever(stop: Page, server: Server) -> None:
    server.candidates = {"subject": [ALEX]}
    name(stop)
    expect(card(stop)).to_be_visible()
    payload = signed(stop, server)
    assert payload["body"] == {"surname": "Sample", "given_names": "Alex"}
    assert not {"links", "unlike"} & payload.keys()


def test_a_link_can_be_taken_back(stop: Page, server: Server) -> None:
    server.candidates = {"subject": [ALEX]}
    name(stop)
    card(stop).get_by_role("button", name="Same: use these details").click()
    stop.get_by_role("button", name="Not linked after all").click()
    expect(card(stop)).to_be_visible()
    assert "links" not in signed(stop, server)


def test_a_name_alone_is_no_question_and_the_same_question_is_asked_once(
    stop: Page, server: Server
) -> None:
    server.candidates = {"subject": [ALEX]}
    stop.get_by_role("textbox", name="Surname").first.fill("Sample")
    stop.get_by_role("textbox", name="Words").fill("Nothing that names anybody.")
    stop.get_by_role("textbox", name="Given names").fill("Alex")
    expect(card(stop)).to_be_visible()
    stop.get_by_role("textbox", name="Words").fill("Something else.")
    stop.get_by_role("textbox", name="Telephone").fill("07700 900456")
    until(stop, lambda: len(server.recognised) == 2)
    first, second = (asked["entities"][0]["attributes"] for asked in server.recognised)
    assert (first.keys(), second["phone"]) == ({"surname", "given_names"}, "07700 900456")


def test_a_row_taken_away_takes_its_link_along(stop: Page, server: Server) -> None:
    server.candidates = {"/persons/1": [candidate(OTHER, "Example, Sam")]}
    for n, surname in enumerate(("First", "Second")):
        stop.get_by_role("button", name=re.compile("Add (another )?person")).click()
        row = stop.get_by_role("group", name="Person").nth(n)
        row.get_by_role("textbox", name="Surname").fill(surname)
        row.get_by_role("textbox", name="Phone").fill(f"07700 90012{n}")
    card(stop).get_by_role("button", name="Same: use these details").click()
    stop.get_by_role("button", name="Remove person 1").click()
    rest = stop.get_by_role("group", name="Person 1")
    expect(rest.get_by_text("Linked: Example, Sam")).to_be_visible()
    payload = signed(stop, server)
    assert payload["links"] == [{"entity": "/persons/0", "mention": OTHER}]


def test_without_a_signal_this_phones_own_list_is_asked(stop: Page, server: Knowing) -> None:
    until(stop, lambda: server.lent)
    server.down = True
    name(stop, "O’Brién")
    stop.get_by_label("Date of birth").fill("1990-03-12")
    expect(card(stop)).to_contain_text("Stop 34/26/000123")
    expect(card(stop)).to_contain_text("On this phone, as of")
    server.down, server.candidates = False, {"subject": [ALEX]}
    stop.evaluate("dispatchEvent(new Event('online'))")
    expect(card(stop)).to_contain_text("In 3 records")  # more than this phone could say
    server.down, server.candidates = True, {}
    stop.get_by_label("Date of birth").fill("1990-03-13")
    expect(card(stop)).to_have_count(0)
    stop.get_by_label("Date of birth").fill("1990-03-12")
    card(stop).get_by_role("button", name=re.compile("^Same: Stop")).click()
    server.down = False
    assert signed(stop, server)["links"] == [{"entity": "subject", "mention": LINK}]


def test_the_list_is_forgotten_with_its_officer(stop: Page, server: Knowing) -> None:
    until(stop, lambda: server.lent)
    until(stop, lambda: kept(stop) == 1)
    stop.goto("/#/phone")
    stop.get_by_role("button", name="Sign out").click()
    stop.get_by_role("button", name="Sign out all the same").click()
    expect(stop.get_by_label("Officer number")).to_be_visible()
    assert kept(stop) == 0


def kept(phone: Page) -> int:
    found: int = phone.evaluate(_KEPT)
    return found


_KEPT = """() => new Promise((done) => {
  const opening = indexedDB.open("fieldbook");
  opening.onsuccess = () => {
    const count = opening.result.transaction("known").objectStore("known").count();
    count.onsuccess = () => { opening.result.close(); done(count.result); };
  };
})"""
