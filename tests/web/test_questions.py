"""An officer must not take silence for a clear, nor one state of a system for another."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.server import Item, Server, now, problem

pytestmark = pytest.mark.browser

STATES = {
    "waiting": "Waiting",
    "answered": "Answered",
    "no_match": "No match",
    "timed_out": "No answer in time",
    "failed": "Could not be asked",
    "not_asked": "Not asked",
}
LOOK = """(leg) => {
  const mark = leg.querySelector(".icon path").getAttribute("d");
  const {borderStyle, borderColor} = getComputedStyle(leg);
  return [mark, borderStyle, borderColor].join();
}"""


def leg(state: str) -> Item:
    said = {"system": state, "name": f"System {state}", "state": state, "label": STATES[state]}
    return said | {"detail": "", "count": 0, "elapsed_ms": 100, "late": False, "as_of": None}


def warning(code: str, label: str) -> Item:
    said = {"code": code, "label": label, "advice": "Two officers.", "subject": "A, 1990-02-03"}
    return said | {"system": "records", "system_name": "Records", "on": "2025-03-02", "as_of": ""}


def value(said: str, system: str) -> Item:
    return {"value": said, "system": system, "system_name": system.title(), "ref": "R-1"} | {
        "as_of": now(),
        "handling": "P",
    }


def ask(phone: Page, surname: str = "Sampleton") -> None:
    phone.get_by_role("link", name="Ask", exact=True).click()
    phone.get_by_label("Person").check()
    phone.get_by_label("Surname").fill(surname)
    phone.get_by_label("Why you are asking").fill("Stopped at the market")
    phone.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(phone.get_by_role("heading", name=surname)).to_be_visible()


def answers(phone: Page, server: Server, **more: Any) -> None:
    """What the phone's next look at its question finds."""
    expect(phone.get_by_text("Answers coming")).to_be_visible()
    for asked in server.queries.values():
        asked |= {"version": asked["version"] + 1, **more}


def test_the_six_states_of_a_system_look_different(officer: Page, server: Server) -> None:
    ask(officer)
    answers(officer, server, complete=True, legs=[leg(state) for state in STATES])
    legs = officer.get_by_role("region", name="Systems asked").get_by_role("listitem")
    expect(legs).to_have_count(len(STATES))
    assert len({one.evaluate(LOOK) for one in legs.all()}) == len(STATES)
    for label in STATES.values():
        expect(legs.filter(has_text=label)).not_to_have_count(0)


def test_warnings_come_before_everything_else(officer: Page, server: Server) -> None:
    ask(officer)
    found = [warning("WE", "Weapons"), warning("VI", "Violent")]
    answers(officer, server, complete=True, legs=[leg("answered")], warnings=found)
    alarms = officer.get_by_role("alert", name="Warnings")
    expect(alarms).to_contain_text("Two officers.")
    expect(alarms).to_contain_text("3 Feb 1990")
    top = alarms.bounding_box()
    heading = officer.get_by_role("heading", name="Sampleton").bounding_box()
    assert top and heading and top["y"] < heading["y"]


def test_silence_is_never_shown_as_clear(officer: Page, server: Server) -> None:
    ask(officer)
    answers(officer, server, complete=True, legs=[leg("no_match"), leg("timed_out")])
    expect(officer.get_by_text("Do not take it as clear")).to_be_visible()
    expect(officer.get_by_text("No warnings on any system asked")).to_have_count(0)


def test_systems_that_differ_are_shown_differing(officer: Page, server: Server) -> None:
    ask(officer)
    values = {"dob": [value("1990-02-03", "records"), value("1991-02-03", "intelligence")]}
    cluster = {"id": "1", "title": "A", "confidence": "same", "why": ["same PNC ID"]}
    answers(
        officer,
        server,
        complete=True,
        legs=[leg("answered")],
        clusters=[cluster | {"values": values}],
    )
    expect(officer.get_by_text("Systems differ")).to_be_visible()
    expect(officer.get_by_text("3 Feb 1990")).to_be_visible()
    expect(officer.get_by_text("3 Feb 1991")).to_be_visible()
    expect(officer.get_by_text("Intelligence · R-1")).to_be_visible()


def test_a_question_asked_in_a_dead_spot_goes_out_once(officer: Page, server: Server) -> None:
    server.down = True
    ask(officer)
    expect(officer.get_by_text("No system has heard this question yet")).to_be_visible()
    server.down = False
    officer.evaluate("dispatchEvent(new Event('online'))")
    expect(officer.get_by_text("Answers coming")).to_be_visible()
    assert len(server.queries) == 1


def test_a_question_that_wants_a_code_waits_for_it(officer: Page, server: Server) -> None:
    server.trouble["queries"] = [problem(401, "verify-again", max_age=3600)]
    server.trouble["verify"] = [
        problem(403, "step-up-refused", detail="The code is wrong."),
        (200, {"verified_at": now()}),
    ]
    ask(officer)
    expect(officer.get_by_text("Is it still you?")).to_be_visible()
    officer.get_by_label("Six-figure code").fill("123 456")
    officer.get_by_role("button", name="Confirm and ask").click()
    expect(officer.get_by_text("The code is wrong.")).to_be_visible()
    assert server.queries == {}
    officer.get_by_role("button", name="Confirm and ask").click()
    expect(officer.get_by_text("Answers coming")).to_be_visible()
    assert len(server.queries) == 1
    # The session was never over: what is written still goes out under it.
    expect(officer.get_by_text("Sign in again")).to_have_count(0)
