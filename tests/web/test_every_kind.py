"""Every kind of the catalogue, filled in by hand: what an officer can write is what is signed.

The full example of each kind is put in through the page field by field, signed, and compared with
the body that arrives. A control that draws nothing or writes something else, and a field that is
never asked, fail here for every kind that has them.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from field_api.catalogue import rules, shipped
from tests.web.filling import Filling, widget_of
from tests.web.server import NOTE, Item, Server, problem
from tests.web.test_widgets import body
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS: dict[str, Item] = {document["kind"]: document for document in shipped.documents()}
"""Of each kind its newest version: examples are written in that."""

LISTS: dict[str, Item] = {each["list"]: {**each, "version": 1} for each in shipped.lists()}
BY_HAND = ("strokes", "signed_at", "shown")  # of a signature: no two are alike


class Catalogue(Server):
    """Gives out one form of the catalogue, and every list it may use."""

    def _answer(self, path: str, request: Any) -> tuple[int, Item]:
        if path == "lists":
            return 200, {"lists": [{"list": n, "version": 1, "digest": "1"} for n in LISTS]}
        if path.startswith("lists/"):
            return 200, LISTS[path.split("/")[1]]
        if path == "references":
            return problem(409, "references-enough")  # a form is written without its number too
        return super()._answer(path, request)


@pytest.fixture(params=sorted(FORMS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(kind: str) -> Catalogue:
    return Catalogue(forms=[FORMS[kind], *([] if kind == "note" else [NOTE])])


def in_any_order(schema: Item, answers: Item) -> Item:
    """The answers with what was ticked as a set: ticks come in the order of the form."""
    plain = dict(answers)
    for name, spec in schema["properties"].items():
        widget = widget_of(spec) if name in answers else ""
        if widget == "checks":
            plain[name] = set(answers[name])
        elif widget == "repeat":
            plain[name] = [in_any_order(spec["items"], row) for row in answers[name]]
    return plain


def signatures(schema: Item) -> set[str]:
    return {n for n, spec in schema["properties"].items() if widget_of(spec) == "signature"}


def without_hands(schema: Item, answers: Item) -> Item:
    """The answers without what no two signatures share."""
    signed = signatures(schema) & set(answers)
    plain = {n: {k: v for k, v in answers[n].items() if k not in BY_HAND} for n in signed}
    return in_any_order(schema, answers) | plain


def test_what_is_filled_in_is_what_is_signed(kind: str, officer: Page, server: Catalogue) -> None:
    form, wanted = FORMS[kind], shipped.example(kind, "valid")
    schema = form["schema"]
    expect(officer.get_by_role("link", name="All sent")).to_be_visible()
    officer.get_by_role("button", name=re.compile(f"^{re.escape(form['title'])}")).click()
    expect(officer.get_by_role("heading", name=form["title"], level=1)).to_be_visible()
    Filling(officer).all(schema, wanted)
    officer.get_by_role("button", name="Sign and save").click()
    expect(officer.get_by_role("heading", name="Saved")).to_be_visible()
    until(officer, lambda: server.entries)
    said = body(server)
    assert without_hands(schema, said) == without_hands(schema, wanted)
    for name in signatures(schema) & set(said):
        assert said[name]["shown"] == rules.shown(schema, said)
