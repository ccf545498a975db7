"""Where two versions stand, their author says which, field by field, with a signal or without."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server, problem
from tests.web.storing import Storing
from tests.web.test_outbox import signal_back
from tests.web.test_work import document, tell
from tests.web.waiting import until

pytestmark = pytest.mark.browser

LEFT = {"text": "A man in a red coat ran off.", "hurt": True, "who": "The stallholder"}
RIGHT = {"text": "A man in a blue coat ran off.", "hurt": False}


@pytest.fixture
def server() -> Storing:
    return Storing()


def forked(server: Storing, *bodies: Item, **more: Any) -> Item:
    """A submission with these versions standing, written on other phones."""
    revisions = [
        {"id": str(uuid4()), "intent": "submit", "body": body, "written_at": f"2026-01-02T10:0{n}Z"}
        for n, body in enumerate(bodies)
    ]
    revisions[-1] |= more
    heads = [one["id"] for one in revisions]
    fault = {"pointer": "", "code": "forked", "detail": "Two versions. Say which stands."}
    doc = document(
        state="needs_attention", heads=heads, revision=heads[-1], body=bodies[-1], problems=[fault]
    )
    server.versions[doc["id"]] = doc | {"revisions": revisions}
    return doc


def choose(phone: Page) -> None:
    expect(phone.get_by_text("Two versions of this stand. Say which.")).to_be_visible()
    phone.get_by_role("link", name="Look at them and choose").click()
    expect(phone.get_by_role("heading", name="Two versions of this stand")).to_be_visible()


def pick(phone: Page, field: str, version: str) -> None:
    phone.get_by_role("group", name=field).get_by_role("radio", name=version).check()


def sign(phone: Page) -> None:
    phone.get_by_role("button", name="Sign what stands").click()


def said(server: Server) -> Item:
    (entry,) = server.entries.values()
    found: Item = json.loads(entry.payload)
    return found


def test_the_author_takes_from_either_and_signs_one_that_follows_both(
    officer: Page, server: Storing
) -> None:
    doc = forked(server, LEFT, RIGHT)
    tell(officer, server, doc)
    choose(officer)
    pick(officer, "Words", "Version B")
    pick(officer, "Anyone hurt", "Version A")
    pick(officer, "Who was hurt", "Version A")
    sign(officer)
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    entry = said(server)
    assert (entry["submission"], entry["parents"]) == (doc["id"], doc["heads"])
    assert entry["body"] == {**LEFT, "text": RIGHT["text"]}


def test_words_that_differ_are_marked(officer: Page, server: Storing) -> None:
    tell(officer, server, forked(server, LEFT, RIGHT))
    choose(officer)
    marked = officer.get_by_role("group", name="Words").locator("mark")
    expect(marked).to_have_text(["red ", "blue "])


def test_nothing_is_signed_while_a_field_is_open(officer: Page, server: Storing) -> None:
    tell(officer, server, forked(server, LEFT, RIGHT))
    choose(officer)
    pick(officer, "Anyone hurt", "Version B")
    sign(officer)
    dialog = officer.get_by_role("dialog")
    expect(dialog).to_contain_text("One field is open")  # nobody was hurt: not who
    dialog.get_by_role("button", name="Words").click()
    assert server.entries == {}
    pick(officer, "Words", "Write it anew")
    officer.get_by_role("textbox", name="Words").fill("A man in a coat ran off.")
    sign(officer)
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    assert said(server)["body"] == {"text": "A man in a coat ran off.", "hurt": False}


def test_versions_that_come_later_are_shown_when_they_come(officer: Page, server: Storing) -> None:
    doc = forked(server, LEFT, RIGHT)
    refusals = [problem(404, "not-found")] * 20
    server.trouble[f"submissions/{doc['id']}"] = refusals
    tell(officer, server, doc)
    choose(officer)
    expect(officer.get_by_text("It comes with the next contact.")).to_be_visible()
    until(officer, lambda: len(refusals) <= 18)  # the page has asked, too
    officer.wait_for_timeout(500)
    server.trouble.clear()
    signal_back(officer)
    pick(officer, "Words", "Version B")


DRAWN = """async (id) => {
  const context = { id, turned: false, signal: new AbortController().signal };
  context.session = await (await import("fieldbook/session")).current();
  context.go = () => (context.turned = true);
  window.context = context;
  await (await import("fieldbook/settle")).show(context);
}"""
ENTERED = """async () => {
  await (await import("fieldbook/versions")).keepUp(context.session);
  await (await import("fieldbook/settle")).enter(context);
  return context.turned;
}"""


def test_versions_that_come_while_the_page_is_made_are_shown(
    officer: Page, server: Storing
) -> None:
    doc = forked(server, LEFT, RIGHT)
    server.trouble[f"submissions/{doc['id']}"] = [problem(404, "not-found")] * 20
    tell(officer, server, doc)
    officer.evaluate(DRAWN, doc["id"])
    server.trouble.clear()
    assert officer.evaluate(ENTERED)


def test_it_is_settled_where_there_is_no_signal(officer: Page, server: Storing) -> None:
    doc = forked(server, LEFT, RIGHT)
    tell(officer, server, doc)
    expect(officer.get_by_text("Two versions of this stand. Say which.")).to_be_visible()
    until_kept(officer, f"versions:{doc['id']}")
    server.down = True
    officer.reload()
    choose(officer)
    officer.get_by_role("button", name="Take all of Version A").click()
    until_kept(officer, f'"who":"{doc["heads"][0]}')  # a choice is kept as words are
    officer.reload()
    sign(officer)
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
    officer.get_by_role("link", name="See this entry").click()
    expect(officer.get_by_text("Correction not sent yet")).to_be_visible()
    expect(officer.get_by_text("Say which.")).to_have_count(0)
    expect(officer.get_by_text("A man in a red coat ran off.")).to_be_visible()
    server.down = False
    signal_back(officer)
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()
    assert said(server)["parents"] == doc["heads"]
    assert said(server)["body"] == LEFT


def test_one_of_them_may_be_a_withdrawal(officer: Page, server: Storing) -> None:
    reason = {"reason": "Written on the wrong form"}
    doc = forked(server, LEFT, reason, intent="withdraw")
    tell(officer, server, doc)
    choose(officer)
    expect(officer.get_by_text("Version B withdraws it")).to_be_visible()
    officer.get_by_role("button", name="It is withdrawn").click()
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    entry = said(server)
    assert (entry["intent"], entry["parents"]) == ("withdraw", doc["heads"])
    assert entry["body"] == reason


def test_a_correction_names_what_stands(officer: Page, server: Storing) -> None:
    head = str(uuid4())
    file = {"id": str(uuid4()), "sha256": "a" * 64, "size": 7, "type": "image/png"}
    told = {**file, "name": "", "entry": head, "state": "stored"}
    tell(officer, server, document(revision=head, heads=[head], attachments=[told]))
    officer.get_by_role("button", name="Add a correction").click()
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    assert said(server)["parents"] == [head]
    assert said(server)["attachments"] == [file]  # or it would look as if it were taken back


def test_what_was_erased_leaves_the_phone(officer: Page, server: Storing) -> None:
    officer.get_by_role("button", name="Note").click()
    officer.get_by_role("textbox", name="Words").fill("Words to be erased.")
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_text("Received by the server")).to_be_visible()
    entry = said(server)
    doc = document(id=entry["submission"], revision=entry["id"], heads=[entry["id"]])
    tell(officer, server, doc)
    officer.get_by_role("button", name="Add a correction").click()
    expect(officer.get_by_text("Correct and send again")).to_be_visible()
    assert "Words to be erased." in everything(officer)
    server.feed.append(
        {
            "kind": "submission",
            "id": doc["id"],
            "op": "upsert",
            "doc": doc | {"state": "disposed", "state_label": "Erased", "body": {}},
        }
    )
    officer.goto("/#/work")
    signal_back(officer)
    expect(officer.get_by_text("Erased")).to_be_visible()
    assert doc["body"]["text"] not in everything(officer)
    assert "Words to be erased." not in everything(officer)


def until_kept(phone: Page, text: str) -> None:
    """Waits until this is somewhere on the phone's disk."""
    until(phone, lambda: text in everything(phone))


def everything(phone: Page) -> str:
    """All that the phone keeps, as one text."""
    script = """async () => {
      const store = await import("fieldbook/store");
      const names = ["outbox", "entries", "drafts", "docs", "files", "meta"];
      return JSON.stringify(await Promise.all(names.map(store.all)));
    }"""
    found: str = phone.evaluate(script)
    return found
