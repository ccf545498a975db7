"""Writing with one thumb: taking back, dictating, the phone's keys, and what it knows itself."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.server import NOTE, Item, Server
from tests.web.waiting import until

pytestmark = pytest.mark.browser


def asked(title: str, order: int, **more: Any) -> Item:
    return {"title": title, "type": "string", "x-order": order, "x-section": "what"} | more


def rows(title: str, order: int, **properties: Item) -> Item:
    items = {"type": "object", "properties": properties}
    return asked(title, order, type="array", items=items, **{"x-widget": "repeat"})


LONG = {"x-widget": "textarea"}
SCENE = NOTE | {
    "kind": "scene",
    "title": "Scene",
    "schema": {
        "type": "object",
        "properties": {
            "account": asked("Account", 1, **LONG),
            "vrm": asked("Registration", 2, **{"x-identifier": "vrm"}),
            "phone": asked("Telephone", 3, **{"x-identifier": "phone"}),
            "surname": asked("Surname", 4),
            "seen_on": asked("Seen on", 5, format="date"),
            "place": asked("Where", 6, type="object", **{"x-widget": "place"}),
            "people": rows("People", 7, surname=asked("Name", 1), hat=asked("Hat", 2)),
            "speech": rows("Direct speech", 8, speaker=asked("Who spoke", 1),
                           words=asked("Exact words", 2, **LONG)),
        },
    },
}  # fmt: skip


@pytest.fixture
def server() -> Server:
    return Server(forms=[NOTE, SCENE])


@pytest.fixture
def scene(officer: Page) -> Page:
    officer.get_by_role("button", name="Scene").click()
    expect(officer.get_by_role("heading", name="Scene", level=1)).to_be_visible()
    return officer


def signed(phone: Page, server: Server) -> Item:
    phone.get_by_role("button", name="Sign and save").click()
    expect(phone.get_by_role("heading", name="Saved")).to_be_visible()
    until(phone, lambda: server.entries)
    (entry,) = server.entries.values()
    body: Item = json.loads(entry.payload)["body"]
    return body


def add(phone: Page, one: str) -> Locator:
    phone.get_by_role("button", name=re.compile(f"Add (another )?{one}")).click()
    return phone.get_by_role("group", name=re.compile(f"^{one}", re.IGNORECASE)).last


def test_a_row_that_was_taken_away_is_brought_back_where_it_was(
    scene: Page, server: Server
) -> None:
    for name in ("Sample", "Example", "Specimen"):
        add(scene, "person").get_by_role("textbox", name="Name").fill(name)
    scene.get_by_role("button", name="Remove person 2").click()
    undo = scene.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(scene.get_by_role("status").filter(has_text="Person 2 removed")).to_be_visible()
    undo.click()
    expect(undo).to_have_count(0)
    scene.get_by_role("button", name="Remove person 3").click()
    people = signed(scene, server)["people"]
    assert people == [{"surname": "Sample"}, {"surname": "Example"}]


def test_whoever_spoke_before_speaks_again_by_a_tap(scene: Page, server: Server) -> None:
    line = add(scene, "line")
    line.get_by_role("textbox", name="Who spoke").fill("Sam Sample")
    line.get_by_role("textbox", name="Exact words").fill("It was not me.")
    line = add(scene, "line")
    line.get_by_role("button", name="Me", exact=True).click()
    expect(line.get_by_role("textbox", name="Exact words")).to_be_focused()
    line.get_by_role("textbox", name="Exact words").fill("Who was it?")
    line = add(scene, "line")
    line.get_by_role("button", name="Sam Sample").click()
    line.get_by_role("textbox", name="Exact words").fill("Him.")
    said = [(each["speaker"], each["words"]) for each in signed(scene, server)["speech"]]
    assert said == [("Sam Sample", "It was not me."), ("Me", "Who was it?"), ("Sam Sample", "Him.")]


def test_each_field_asks_for_the_keys_that_it_wants(scene: Page) -> None:
    def keys(name: str) -> list[str | None]:
        field = scene.get_by_role("textbox", name=name, exact=True)
        return [field.get_attribute(each) for each in ("inputmode", "autocapitalize", "spellcheck")]

    assert keys("Account") == [None, "sentences", "true"]
    assert keys("Registration") == [None, "characters", "false"]
    assert keys("Telephone") == ["tel", "none", "false"]
    assert keys("Surname") == [None, "words", "false"]


def test_the_key_that_says_next_goes_on_and_signs_nothing(scene: Page) -> None:
    scene.get_by_role("textbox", name="Registration").press("Enter")
    expect(scene.get_by_role("textbox", name="Telephone")).to_be_focused()
    words = scene.get_by_role("textbox", name="Account")
    words.press_sequentially("One")
    words.press("Enter")
    expect(words).to_have_value("One\n")


def test_what_is_dictated_is_kept_while_it_is_heard(scene: Page, server: Server) -> None:
    words = scene.get_by_role("textbox", name="Account")
    words.focus()
    heard = scene.context.new_cdp_session(scene)
    for part in ("a man", "a man in a red"):
        composed = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        heard.send("Input.imeSetComposition", composed)
    expect(words).to_have_value("a man in a red")
    heard.send("Input.insertText", {"text": "A man in a red cap."})
    expect(words).to_be_focused()
    assert signed(scene, server)["account"] == "A man in a red cap."


def test_a_long_text_grows_and_does_not_scroll_in_its_box(scene: Page) -> None:
    words = scene.get_by_role("textbox", name="Account")
    words.fill("A line.\n" * 30)
    assert words.evaluate("(area) => area.scrollHeight <= area.offsetHeight")


def test_a_field_that_is_drawn_anew_keeps_whoever_writes_in_it(scene: Page) -> None:
    """What the text mentions is put into a field, which is drawn anew for it."""
    scene.get_by_role("textbox", name="Account").fill("He rang from 07700 900123.")
    offer = scene.get_by_role("button", name="Add 07700 900123")
    expect(offer).to_be_visible()
    number = scene.get_by_role("textbox", name="Telephone")
    number.focus()
    offer.evaluate("(button) => button.click()")  # by voice: no finger moves the focus
    expect(number).to_have_value("07700 900123")
    expect(number).to_be_focused()


def test_today_is_a_tap(scene: Page, server: Server) -> None:
    today = scene.evaluate("new Date().toLocaleDateString('sv')")
    scene.get_by_role("button", name="Today for Seen on").click()
    assert signed(scene, server)["seen_on"] == today


def test_here_says_how_sure_it_is_and_a_place_may_be_typed_in_any_way(
    scene: Page, server: Server
) -> None:
    where = scene.get_by_role("group", name="Where")
    scene.context.grant_permissions(["geolocation"])
    scene.context.set_geolocation({"latitude": 52.2371, "longitude": -0.8946, "accuracy": 240})
    where.get_by_role("button", name="Here").click()
    expect(where.get_by_text("within 240 m")).to_be_visible()
    expect(where.get_by_text("Only roughly.")).to_be_visible()
    words = where.get_by_role("textbox")
    words.fill("///filled.count.soap")
    expect(where.get_by_text("Read as what3words ///filled.count.soap")).to_be_visible()
    words.fill("sp752605")
    expect(where.get_by_text("Read as grid reference SP 752 605")).to_be_visible()
    position = {"latitude": 52.2371, "longitude": -0.8946, "accuracy_m": 240}
    assert signed(scene, server)["place"] == {"text": "sp752605", **position}


def test_a_position_that_is_refused_leaves_the_words(scene: Page, server: Server) -> None:
    where = scene.get_by_role("group", name="Where")
    where.get_by_role("button", name="Here").click()
    expect(where.get_by_text("You can write the place in words.")).to_be_visible()
    where.get_by_role("textbox").fill("By the bridge")
    assert signed(scene, server)["place"] == {"text": "By the bridge"}
