"""No screen of the handset says a word that the catalogue does not know: with every text of it in
⟦brackets⟧, what stands outside them has to be somebody's data."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.words import catalogues, documents
from backend.words.machine import is_on_the_handset
from field_api.catalogue import shipped
from tests.web.server import NOTE, Item
from tests.web.storing import Storing
from tests.web.test_duty import report
from tests.web.test_work import delivery, document, sent_back, tell

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WROTE = "Seen at the mill."
OURS = {"Fieldbook", "OFFICIAL", "SENSITIVE", "English"}
"""Called so in every language."""
LONG = {one["kind"]: one for one in shipped.documents()}["missing-person"]

SAID = """() => {
  for (const box of document.querySelectorAll("details")) box.open = true;
  const shown = (node) => node.checkVisibility() && !node.closest("code, .reference, option");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [document.title];
  const texts = [];
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode;
    if (shown(parentElement)) texts.push(data);
  }
  for (const name of ["aria-label", "placeholder", "alt", "title"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (shown(node)) found.push(node.getAttribute(name));
  return [texts.join("\\n"), ...found];
}"""


def bracketed() -> Item:
    """A catalogue of every text the handset may show; those of the forms of this test too."""
    every = [one for one in catalogues.found().values() if any(map(is_on_the_handset, one.files))]
    said: Item = {
        one.text: [f"⟦{one.plural}⟧"] * 6 if one.plural else f"⟦{one.text}⟧" for one in every
    }
    return said | {text: f"⟦{text}⟧" for form in (NOTE, LONG) for text in documents.texts(form)}


def outside(text: str) -> Iterator[str]:
    """The lines of what stands in no brackets. A text with a node in it closes behind the node."""
    depth, bare = 0, ""
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        bare += letter if depth == 0 else ""
    return (line.strip(" ⟧·,:;.") for line in bare.splitlines())


def unknown(page: Page, data: set[str]) -> list[str]:
    """Words on the page that nobody can translate and that are no data of this test."""
    given = {word for one in data for word in re.findall(r"[A-Za-z]{2,}", one)} | OURS
    lines = [line for text in page.evaluate(SAID) for line in outside(text)]
    return sorted({one for one in lines if set(re.findall(r"[A-Za-z]{2,}", one)) - given})


@pytest.fixture
def server() -> Storing:
    return Storing(forms=[NOTE, LONG])


@pytest.fixture
def officer(phone: Page, site: str) -> Page:
    """Signed in, in the language of brackets."""
    said = bracketed()
    phone.context.add_cookies([{"name": "language", "value": "cy", "url": site}])
    phone.context.route("**/words-cy.json", lambda route: route.fulfill(json=said))
    phone.goto("/")
    phone.locator("#sign-in-login").fill("34-1001")
    assert unknown(phone, set()) == []
    phone.locator("#sign-in-password").fill("secret")
    phone.locator("#sign-in-otp").fill("123456")
    phone.locator("form button[type=submit]").click()
    expect(phone.get_by_role("button", name="⟦Note⟧")).to_be_visible()
    return phone


def signed(page: Page) -> None:
    page.goto("/#/new")
    page.get_by_role("button", name="⟦Note⟧").click()
    page.get_by_role("textbox", name="⟦Words⟧").fill(WROTE)
    page.get_by_role("button", name="⟦Sign and save⟧").click()
    expect(page.get_by_role("heading", name="⟦Saved⟧")).to_be_visible()


def _write(page: Page, _: Storing) -> None:
    page.get_by_role("button", name=f"⟦{LONG['title']}⟧").click()
    expect(page.get_by_role("heading", name=f"⟦{LONG['title']}⟧")).to_be_visible()


def _saved(page: Page, server: Storing) -> None:
    server.down = True
    signed(page)


def _work(page: Page, server: Storing) -> None:
    tell(page, server, sent_back())
    page.goto("/#/work")
    expect(page.locator("a[href^='#/entry/']").first).to_be_visible()


def _entry(page: Page, server: Storing) -> None:
    sent = [delivery("records", "delivered", ref="RMS-1"), delivery("intel", "rejected")]
    tell(page, server, document(deliveries=sent))


def _outbox(page: Page, server: Storing) -> None:
    server.down = True
    signed(page)
    page.goto("/#/outbox")
    expect(page.get_by_text("⟦Note⟧").first).to_be_visible()


def _duty(page: Page, server: Storing) -> None:
    server.trouble["duty"] = [(200, report())] * 3
    page.goto("/#/duty")
    expect(page.get_by_text("34/26/000042")).to_be_visible()


def _turned(name: str, heading: str) -> Callable[[Page, Storing], None]:
    def turn(page: Page, _: Storing) -> None:
        page.goto(f"/#/{name}")
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()

    return turn


SCREENS: dict[str, Callable[[Page, Any], None]] = {
    "new": lambda page, _: None,
    "write": _write,
    "saved": _saved,
    "work": _work,
    "entry": _entry,
    "outbox": _outbox,
    "ask": _turned("ask", "⟦Ask the systems⟧"),
    "asked": _turned("asked", "⟦Asked about a look-up⟧"),
    "duty": _duty,
    "phone": _turned("phone", "⟦This phone⟧"),
    "alerts": _turned("alerts", "⟦Alerts⟧"),
}


def data() -> set[str]:
    """Whatever this test and the server it plays gave the phone to show."""
    told = {"Sample Act", "records", "intel", "RMS", "PS Specimen", "Say more", "Which way"}
    told |= {"Pixel", "Records", "device clock 4 min fast", *report()["filed"][0]["attention"]}
    return told | {"A man ran off", "Nobody", "PC", "Sample Police", "Response A", "NB", WROTE}


@pytest.mark.parametrize("name", sorted(SCREENS))
def test_every_word_of_a_screen_can_be_translated(
    officer: Page, server: Storing, name: str
) -> None:
    SCREENS[name](officer, server)
    found = unknown(officer, data())
    assert not found, "\n".join(found)
