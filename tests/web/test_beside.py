"""Two who may be one stand beside each other; an officer says which, and why, with two taps."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server
from tests.web.test_questions import answers, ask, leg, value

pytestmark = pytest.mark.browser


def cluster(number: int, name: str, **more: Item | list[Item]) -> Item:
    values = {"name": [{**value(name, "records"), "ref": f"R-{number}"}]}
    said = {"id": f"c-{number}", "title": name, "confidence": "possible", "why": []}
    return {**said, "may_be": [], "judged": [], "values": values, **more}


def test_a_possible_match_says_why_and_is_judged(officer: Page, server: Server) -> None:
    ask(officer)
    why = ["same surname", "but another given name: perhaps a relative or a twin"]
    maybe = {"id": "c-2", "title": "Sample, Kim", "why": why, "weights": {}}
    two = [cluster(1, "Sample, Jo", may_be=[maybe]), cluster(2, "Sample, Kim")]
    answers(officer, server, complete=True, legs=[leg("answered")], clusters=two)
    beside = officer.get_by_role("region", name="Possible match")
    expect(beside).to_contain_text("May be the same as Sample, Kim")
    expect(beside.get_by_role("listitem")).to_have_text(why)
    beside.get_by_role("button", name="Not the same").click()
    reasons = officer.get_by_role("dialog", name="Not the same")
    expect(reasons.get_by_role("button", name="Photograph or marks differ")).to_be_visible()


def test_what_an_officer_said_is_there_to_be_taken_back(officer: Page, server: Server) -> None:
    ask(officer)
    of = [{"id": "c-2", "title": "Sample, Kim"}]
    said = {"id": "j", "says": "different", "by": "1001 SAMPLE", "at": "2026-11-23T14:02:00Z"}
    one = cluster(1, "Sample, Jo", judged=[{**said, "why": "Shown by papers", "of": of}])
    answers(officer, server, complete=True, legs=[leg("answered")], clusters=[one])
    told = officer.get_by_role("region", name="What an officer said")
    expect(told).to_contain_text("1001 SAMPLE said that this is not Sample, Kim")
    told.get_by_role("button", name="Take it back").click()
    expect(officer.get_by_role("dialog", name="Take it back")).to_contain_text("How do you know?")
