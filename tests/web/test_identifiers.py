"""The phone reads identifiers and finds mentions as the server does, and offers what it found."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.lib import identifiers, mentions
from field_api.lib.mentions import patterns
from tests.lib.identifiers import vectors
from tests.lib.mentions.narratives import NARRATIVES, ORDINARY
from tests.web.server import NOTE, Server

pytestmark = pytest.mark.browser

TYPED = ("vrm", "postcode", "phone", "email", "url", "nino", "pnc-id", "imei")
READ = """async (cases) => {
  const {read} = await import("fieldbook/identifiers");
  return cases.map(([kind, text]) => {
    const {normal, shown, warnings} = read(kind, text);
    return [normal, shown, warnings];
  });
}"""
FIND = """async (texts) => {
  const {foundIn} = await import("fieldbook/mentions");
  return texts.map((text) => foundIn(text).map((one) =>
    [one.kind, one.asTyped, one.normal, one.because, [...text.slice(0, one.start)].length]));
}"""
PATTERNS = """async () => {
  const {FOUND, FOUND_ANY, BEFORE, IS, WORDS} = await import("fieldbook/patterns");
  return [FOUND, FOUND_ANY, BEFORE, IS, WORDS];
}"""


def british() -> list[str]:
    """Numbers of all British ranges, as they may be typed."""
    draw = Random(6)
    begins = ("20", "23", "28", "113", "121", "161", "1604", "1536", "13873", "15395", "16973")
    begins += ("300", "345", "56", "55", "70", "7624", "7700", "7911", "800", "845", "900", "1946")
    short = [f"0800{draw.randrange(10**6):06}", "08001111", "05001234567", "0160412345"]
    full = [b + "".join(str(draw.randrange(10)) for _ in range(10 - len(b))) for b in begins * 4]
    return [f"0{number}" for number in full] + [f"+44 {number}" for number in full] + short


def cases() -> list[tuple[str, str]]:
    told = [(kind, typed) for kind, typed, *_ in vectors.READ + vectors.QUESTIONED if kind in TYPED]
    odd = [(kind, typed) for kind in TYPED for typed in ("", "  ", "x", "12")]
    return told + odd + [("phone", number) for number in british()]


def read(kind: str, text: str) -> list[Any]:
    reading = identifiers.read(kind, text)
    return [reading.normal, reading.shown, list(reading.warnings)]


def test_the_phone_reads_as_the_server_does(phone: Page) -> None:
    phone.goto("/")
    asked = cases()
    for case, here in zip(asked, phone.evaluate(READ, asked), strict=True):
        there = read(*case)
        if case[0] == "phone" and not (there[0] or "+44").startswith("+44"):
            there[1] = there[0]  # how figures are grouped abroad, only the server knows
        assert here == there, case


def test_the_phone_finds_what_the_server_finds(phone: Page) -> None:
    phone.goto("/")
    texts = [text for text, _ in NARRATIVES] + ORDINARY + ["😀 Seen: AB12 CDE."]
    for text, here in zip(texts, phone.evaluate(FIND, texts), strict=True):
        there = [
            [one.kind, one.as_typed, one.normal, one.because, one.start]
            for one in mentions.found_in(text)
        ]
        assert here == there, text


def test_both_look_with_the_same_patterns(phone: Page) -> None:
    phone.goto("/")
    ours = [patterns.FOUND, patterns.FOUND_ANY, patterns.BEFORE, patterns.IS, patterns.WORDS]
    assert phone.evaluate(PATTERNS) == ours


def asked_for(identifier: str, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "type": "string",
        "x-widget": "text",
        "x-section": "what",
        "x-identifier": identifier,
    }


@pytest.fixture
def server() -> Server:
    """A server whose note asks for a phone and for vehicles too."""
    form = deepcopy(NOTE)
    vehicles = {
        "title": "Vehicles",
        "type": "array",
        "x-widget": "repeat",
        "x-section": "what",
        "items": {"type": "object", "properties": {"vrm": asked_for("vrm", "Registration")}},
    }
    form["schema"]["properties"] |= {"phone": asked_for("phone", "Phone"), "vehicles": vehicles}
    return Server(forms=[form])


def test_what_the_text_mentions_is_put_in_place_by_a_tap_and_never_by_itself(officer: Page) -> None:
    officer.get_by_role("button", name="Note").click()
    words = officer.get_by_role("textbox", name="Words")
    words.fill("AB12 CDE made off; its driver rang from 07700 900123, then 020 7946 0123.")
    first = officer.get_by_role("button", name="Add 07700 900123 to Phone")
    expect(first).to_be_visible()
    number = officer.get_by_role("textbox", name="Phone")
    expect(number).to_have_value("")
    first.click()
    expect(number).to_have_value("07700 900123")
    officer.get_by_role("button", name="Add AB12 CDE to Vehicles").click()
    expect(officer.get_by_role("textbox", name="Registration")).to_have_value("AB12 CDE")
    expect(officer.get_by_text("AB12 CDE is now under Vehicles.")).to_be_visible()
    expect(officer.get_by_text("020 7946 0123", exact=True)).to_be_visible()
    expect(officer.get_by_role("button", name="Add 0")).to_have_count(0)


def test_an_identifier_says_how_it_was_read_and_what_is_odd(officer: Page) -> None:
    officer.get_by_role("button", name="Note").click()
    number = officer.get_by_role("textbox", name="Phone")
    number.fill("+44 (0)7700900123")
    expect(officer.get_by_text("Read as 07700 900123")).to_be_visible()
    number.fill("0770090012")
    expect(officer.get_by_text("Too few or too many figures")).to_be_visible()
    officer.get_by_role("textbox", name="Words").fill("Seen.")
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
