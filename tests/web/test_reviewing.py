"""Review on the phone: decided without a signal, sent with it, and told when the entry moved."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.web.deciding import REASONS, Desk, said, waiting
from tests.web.server import NOTE, Item, problem
from tests.web.test_alerts import look
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = "123456"


@pytest.fixture
def server() -> Desk:
    return Desk(forms=[NOTE | REASONS])


@pytest.fixture
def sergeant(officer: Page) -> Page:
    return officer


def queue(phone: Page) -> None:
    phone.get_by_role("link", name="My work").last.click()  # the tab
    phone.get_by_role("link", name="Review: what waits").click()
    expect(phone.get_by_role("heading", name="Review", level=1)).to_be_visible()


def read(phone: Page, doc: Item) -> None:
    """Open the list with a signal, and one of it."""
    queue(phone)
    phone.get_by_role("link", name=doc["reference"]).click()
    expect(phone.get_by_text("A man ran off.")).to_be_visible()


def decided(phone: Page, server: Desk) -> None:
    """The list with one of each: approved and waiting for a code, not taken, and not decided."""
    mine, _, moved = (server.add(waiting(reference=f"34/26/00004{n}")) for n in (2, 3, 4))
    moved["state"] = "released"
    for doc, act in ((mine, "Approve"), (moved, "Mark as read")):
        read(phone, doc)
        server.down = doc is moved
        phone.get_by_role("button", name=act).click()
        expect(phone.get_by_role("heading", name="Review", level=1)).to_be_visible()
    moved["hash"] = "b" * 64
    server.down = False
    look(phone)
    expect(phone.get_by_role("heading", name="Not sent: read again")).to_be_visible()


def back_in_signal(phone: Page, server: Desk) -> None:
    server.down = False
    look(phone)


def show_code(phone: Page) -> None:
    phone.get_by_label("Six-figure code").fill(CODE)
    phone.get_by_role("button", name="Confirm and send").click()


def kept(phone: Page) -> list[Item]:
    found: list[Item] = phone.evaluate(
        "import('fieldbook/store').then((store) => store.all('reviews'))"
    )
    return found


def gone(phone: Page) -> Callable[[], bool]:
    return lambda: kept(phone) == []


def test_who_decides_about_nobody_is_not_offered_it(phone: Page, server: Desk) -> None:
    server.roles = ["officer"]
    phone.goto("/")
    for name, value in (
        ("Officer number", "34-1001"),
        ("Password", "x"),
        ("Six-figure code", CODE),
    ):
        phone.get_by_label(name).fill(value)
    phone.get_by_role("button", name="Sign in").click()
    phone.get_by_role("link", name="My work").click()
    expect(phone.get_by_role("link", name="Duty report")).to_be_visible()
    expect(phone.get_by_role("link", name="Review: what waits")).to_have_count(0)


def test_an_approval_without_a_signal_goes_when_it_is_back_and_a_code_was_shown(
    sergeant: Page, server: Desk
) -> None:
    read(sergeant, doc := server.add(waiting()))
    server.down = True
    sergeant.get_by_role("button", name="Approve").click()
    expect(sergeant.get_by_text("1 approval waits for your code")).to_be_visible()
    show_code(sergeant)
    expect(sergeant.get_by_text("They wait on this phone")).to_be_visible()
    back_in_signal(sergeant, server)
    sergeant.wait_for_timeout(500)
    assert server.decided == []  # not without the code
    show_code(sergeant)
    expect(sergeant.get_by_text("Nothing waits for you")).to_be_visible()
    (asked,) = server.granted
    assert asked["objects"] == [{"object": f"submission:{doc['id']}", "hash": doc["hash"]}]
    assert (asked["action"], asked["otp"]) == ("approve", CODE)
    ((verb, body),) = server.decided
    assert (verb, body["hash"], body["grant"]) == ("approve", doc["hash"], "leave 1")
    until(sergeant, gone(sergeant))


def test_what_needs_no_code_goes_by_itself(sergeant: Page, server: Desk) -> None:
    read(sergeant, server.add(waiting(state="released")))
    server.down = True
    sergeant.get_by_text("Send back", exact=True).first.click()
    sergeant.get_by_role("button", name="Send back").click()
    expect(sergeant.get_by_text("Choose one of the reasons.")).to_be_visible()
    sergeant.get_by_label("Reason").first.select_option("unclear")
    sergeant.get_by_label("What the officer is to do").first.fill("Say which way.")
    sergeant.get_by_role("button", name="Send back").click()
    expect(sergeant.get_by_text("You sent it back")).to_be_visible()
    expect(sergeant.get_by_text("No connection. You read and decide")).to_be_visible()
    back_in_signal(sergeant, server)
    expect(sergeant.get_by_text("No connection. You read and decide")).to_have_count(0)
    until(sergeant, gone(sergeant))
    ((verb, body),) = server.decided
    assert (verb, body["reason_code"], body["text"]) == ("send-back", "unclear", "Say which way.")
    assert server.granted == []


def test_what_moved_meanwhile_is_refused_and_told_and_no_word_is_lost(
    sergeant: Page, server: Desk
) -> None:
    read(sergeant, doc := server.add(waiting(state="released")))
    server.down = True
    sergeant.get_by_text("Send back", exact=True).first.click()
    sergeant.get_by_label("Reason").first.select_option("unclear")
    sergeant.get_by_label("What the officer is to do").first.fill("Say which way.")
    sergeant.get_by_role("button", name="Send back").click()
    expect(sergeant.get_by_text("You sent it back")).to_be_visible()
    doc |= {"revision": str(uuid4()), "hash": "b" * 64, "body": {"text": "A man ran north."}}
    back_in_signal(sergeant, server)
    expect(sergeant.get_by_role("heading", name="Not sent: read again")).to_be_visible()
    assert server.decided == []
    sergeant.get_by_role("link", name=doc["reference"]).click()
    expect(sergeant.get_by_text("It changed after you read it")).to_be_visible()
    expect(sergeant.get_by_text("A man ran north.")).to_be_visible()
    sergeant.get_by_text("Send back", exact=True).first.click()
    expect(sergeant.get_by_label("What the officer is to do").first).to_have_value("Say which way.")
    sergeant.get_by_role("button", name="Send back").click()
    until(sergeant, gone(sergeant))
    ((_, body),) = server.decided
    assert (body["hash"], body["text"]) == ("b" * 64, "Say which way.")


def test_what_somebody_else_decided_is_told_and_dropped(sergeant: Page, server: Desk) -> None:
    read(sergeant, doc := server.add(waiting(state="released")))
    server.down = True
    sergeant.get_by_role("button", name="Mark as read").click()
    expect(sergeant.get_by_text("You marked it as read")).to_be_visible()
    doc |= {"review_state": "done", "review": [said("confirm", doc["revision"], "PS 2 Other")]}
    back_in_signal(sergeant, server)
    sergeant.get_by_role("link", name=doc["reference"]).click()
    expect(sergeant.get_by_text("Somebody else decided about it")).to_be_visible()
    expect(sergeant.get_by_role("heading", name="Decide")).to_have_count(0)
    sergeant.get_by_role("button", name="Drop what I decided").click()
    until(sergeant, gone(sergeant))


def test_a_decision_whose_answer_was_lost_counts_once(sergeant: Page, server: Desk) -> None:
    read(sergeant, server.add(waiting(state="released")))
    server.lost = True
    sergeant.get_by_role("button", name="Mark as read").click()
    until(sergeant, lambda: server.decided)
    server.lost = False
    look(sergeant)
    until(sergeant, gone(sergeant))
    assert [verb for verb, _ in server.decided] == ["approve"]


def test_a_code_that_is_asked_for_meanwhile_ends_no_session(sergeant: Page, server: Desk) -> None:
    read(sergeant, doc := server.add(waiting(state="released")))
    server.down = True
    sergeant.get_by_role("button", name="Mark as read").click()
    expect(sergeant.get_by_text("You marked it as read")).to_be_visible()
    doc |= {"review_state": "done", "review": [said("confirm", doc["revision"], "PS 2 Other")]}
    server.trouble[f"submissions/{doc['id']}"] = [problem(401, "verify-again")]
    back_in_signal(sergeant, server)
    until(sergeant, lambda: not server.trouble[f"submissions/{doc['id']}"])
    look(sergeant)
    sergeant.get_by_role("link", name=doc["reference"]).click()
    expect(sergeant.get_by_text("Somebody else decided about it")).to_be_visible()


def test_what_another_reads_is_taken_over_only_on_purpose(sergeant: Page, server: Desk) -> None:
    read(sergeant, doc := server.add(waiting(state="released")))
    path = f"submissions/{doc['id']}/approve"
    server.trouble[path] = [problem(409, "claimed")]
    sergeant.get_by_role("button", name="Mark as read").click()
    sergeant.get_by_role("link", name=doc["reference"]).click()
    sergeant.get_by_role("button", name="Take it over and decide").click()
    until(sergeant, lambda: server.decided)
    assert server.decided[0][1]["take_over"] is True


def test_a_decision_is_taken_back_before_it_is_sent(sergeant: Page, server: Desk) -> None:
    read(sergeant, doc := server.add(waiting()))
    sergeant.get_by_role("button", name="Approve").click()
    sergeant.get_by_role("link", name=doc["reference"]).click()
    sergeant.get_by_role("button", name="Take it back").click()
    expect(sergeant.get_by_role("button", name="Approve")).to_be_visible()
    assert [one.get("decision") for one in kept(sergeant)] == [None]


HOLD = """() => {
  const { get } = IDBObjectStore.prototype;
  const held = new Promise((release) => (window.release = release));
  IDBObjectStore.prototype.get = function (key) {
    const asked = get.call(this, key);
    if (this.name !== "reviews") return asked;
    IDBObjectStore.prototype.get = get;
    window.holding = true;
    return {
      get result() { return asked.result },
      set onsuccess(heard) { asked.onsuccess = () => held.then(heard) },
    };
  };
}"""
OPEN_AT_ONCE = """() => new MutationObserver((_, watching) => {
  const box = document.querySelector("main .stack details");
  if (!box) return;
  watching.disconnect();
  box.open = true;
}).observe(document.querySelector("main"), { childList: true })"""


def test_what_was_opened_stays_open_however_slow_the_first_drawing(
    sergeant: Page, server: Desk
) -> None:
    """News comes while the disk is still reading what the page was turned to for."""
    doc = server.add(waiting(state="released"))
    queue(sergeant)
    expect(sergeant.get_by_role("link", name=doc["reference"])).to_be_visible()
    until(sergeant, lambda: len(kept(sergeant)) == 1)
    sergeant.evaluate(OPEN_AT_ONCE)
    sergeant.evaluate(HOLD)
    sergeant.get_by_role("link", name=doc["reference"]).click()
    until(sergeant, lambda: sergeant.evaluate("window.holding"))
    sergeant.evaluate(
        "import('fieldbook/store').then(async (s) => s.put('reviews', (await s.all('reviews'))[0]))"
    )
    sergeant.wait_for_timeout(300)  # many frames
    sergeant.evaluate("window.release()")
    expect(sergeant.get_by_role("button", name="Send back")).to_be_visible()
    sergeant.wait_for_timeout(300)
    expect(sergeant.get_by_role("button", name="Send back")).to_be_visible()


def test_nothing_of_it_is_readable_to_who_takes_the_phone(sergeant: Page, server: Desk) -> None:
    read(sergeant, server.add(waiting()))
    raw = sergeant.evaluate(
        "import('fieldbook/database').then((disk) => disk.readAll('reviews'))"
        ".then((every) => JSON.stringify(every))"
    )
    assert raw != "[]" and "ran off" not in raw and "1007" not in raw
