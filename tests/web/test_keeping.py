"""A copy of an answer: asked what for, saved as a file, and nothing without a signal."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.server import Server
from tests.web.test_questions import answers, ask, leg

pytestmark = pytest.mark.browser
PAPERS = "**/api/v1/queries/*/export/paper"


def keep(phone: Page, why: str = "File of case 34/1") -> None:
    phone.get_by_role("button", name="Keep a copy").click()
    dialog = phone.get_by_role("dialog", name="Keep a copy")
    expect(dialog).to_contain_text("Who gets it and why is recorded")
    dialog.get_by_label("Who gets it", exact=True).fill("Example Crown Prosecution")
    dialog.get_by_label("What it is for").fill(why)
    dialog.get_by_role("button", name="Make a PDF").click()


def test_who_gets_it_is_asked_and_the_paper_saved(officer: Page, server: Server) -> None:
    said: list[Any] = []

    def made(route: Route) -> None:
        said.append(route.request.post_data_json)
        route.fulfill(body=b"%PDF-1.7 sample", content_type="application/pdf")

    officer.context.route(PAPERS, made)
    ask(officer)
    answers(officer, server, complete=True, legs=[leg("answered")])
    keep(officer, "")
    expect(officer.get_by_text("Say who gets it and what it is for.")).to_be_visible()
    assert said == []
    with officer.expect_download() as saved:
        keep(officer)
    assert saved.value.suggested_filename == "answer.pdf"
    assert Path(saved.value.path()).read_bytes() == b"%PDF-1.7 sample"
    assert said == [{"recipient": "Example Crown Prosecution", "why": "File of case 34/1"}]
    expect(officer.get_by_role("link", name="Save it again")).to_be_visible()


def test_without_a_signal_it_says_that_it_needs_one(officer: Page, server: Server) -> None:
    ask(officer)
    answers(officer, server, complete=True, legs=[leg("answered")])
    officer.context.route(PAPERS, lambda route: route.abort())
    keep(officer)
    expect(officer.get_by_text("It needs a signal")).to_be_visible()
