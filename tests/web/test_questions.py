"""An officer must not take silence for a clear, nor one state of a system for another."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from field_api.queries.rules import asking
from tests.web.server import Item, Server, now, problem
from tests.web.waiting import until

pytestmark = pytest.mark.browser

STATES = {
    "waiting": "Waiting",
    "answered": "Answered",
    "no_match": "No match",
    "timed_out": "No answer in time",
    "failed": "Could not be asked",
    "not_asked": "Not asked",
    "suspended": "Suspended",
}
LOOK = """(leg) => {
  const mark = leg.querySelector(".icon path").getAttribute("d");
  const {borderStyle, borderColor} = getComputedStyle(leg);
  return [mark, borderStyle, borderColor].join();
}"""


def leg(state: str) -> Item:
    why = "paused" if state == "suspended" else ""
    told = "not_asked" if why else state
    said = {"system": state, "name": f"System {state}", "state": told, "label": STATES[state]}
    return said | {
        "why": why,
        "detail": "",
        "count": 0,
        "elapsed_ms": 100,
        "late": False,
        "as_of": now() if state == "answered" else None,
    }


def warning(code: str, label: str) -> Item:
    said = {"code": code, "label": label, "advice": "Two officers.", "subject": "A, 1990-02-03"}
    return said | {"system": "records", "system_name": "Records", "on": "2025-03-02", "as_of": ""}


def value(said: str, system: str) -> Item:
    return {"value": said, "system": system, "system_name": system.title(), "ref": "R-1"} | {
        "as_of": now(),
        "handling": "P",
    }


def to_ask(phone: Page) -> None:
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Ask").click()
    expect(phone.get_by_role("heading", name="Ask the systems")).to_be_visible()


def ask(phone: Page, surname: str = "Sampleton") -> None:
    to_ask(phone)
    phone.get_by_label("Ask about").fill(surname)
    phone.get_by_label("Why you are asking").fill("Stopped at the market")
    phone.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(phone.get_by_role("heading", name=surname)).to_be_visible()


def answers(phone: Page, server: Server, **more: Any) -> None:
    """What the phone's next look at its question finds."""
    expect(phone.get_by_text("Answers coming")).to_be_visible()
    for asked in server.queries.values():
        asked |= {"version": asked["version"] + 1, **more}


def test_the_states_of_a_system_look_different(officer: Page, server: Server) -> None:
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
    expect(officer.get_by_text("Intelligence · R-1 · less than 1 min old")).to_be_visible()


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


READ = {
    "FB26 DEM": ("vehicle", {"vrm": "FB26DEM"}),
    "12-AB-34": ("vehicle", {"vrm": "12AB34"}),
    "Sample": ("person", {"surname": "Sample"}),
    "SAMPLE, Jordan 17/4/91": (
        "person",
        {"surname": "SAMPLE", "given_names": "Jordan", "dob": "1991-04-17"},
    ),
    "Jordan Sample born 17 April 1991": (
        "person",
        {"surname": "Sample", "given_names": "Jordan", "dob": "1991-04-17"},
    ),
    "07700 900123": ("phone", {"number": "07700 900123"}),
    "jordan@example.org": ("online", {"email": "jordan@example.org"}),
    "SAMPL 904171 J99AB": ("driver", {"number": "SAMPL904171J99AB"}),
    "490154203237518": ("property", {"imei": "490154203237518"}),
    "490154203237519": ("phone", {"number": "490154203237519"}),  # no check figure of an IMEI
    "serial no. AB-12 34": ("property", {"serial": "AB-12 34"}),
    "Frame WBK7123": ("property", {"frame": "WBK7123"}),
    "@jsample": ("online", {"handle": "@jsample"}),
    "hxxps://example[.]org/pay": ("online", {"url": "hxxps://example[.]org/pay"}),
    "NN1 1AA": ("place", {"postcode": "NN1 1AA"}),
    "1 Example Road, NN1 1AA": ("place", {"address": "1 Example Road", "postcode": "NN1 1AA"}),
    "///filled.count.soap": ("place", {"address": "///filled.count.soap"}),
    "31/02/1990": (None, None),
    "x": (None, None),
}
GUESS = """async (texts) => {
  const {guess} = await import("fieldbook/guessing");
  return texts.map((text) => guess(text) ?? {kind: null, criteria: null});
}"""


def test_what_is_typed_is_read_as_what_it_is_and_the_server_takes_it(phone: Page) -> None:
    phone.goto("/")
    guesses = phone.evaluate(GUESS, list(READ))
    assert [(one["kind"], one["criteria"]) for one in guesses] == list(READ.values())
    for kind, criteria in filter(lambda read: read[0], READ.values()):
        body = {"id": str(uuid4()), "kind": kind, "criteria": criteria}
        why = {"purpose": "Stopped at the market", "reason_code": "1"}
        assert asking.read(body | why, today=date(2026, 11, 23)).criteria == criteria


def test_on_whose_behalf_is_said_in_the_details_and_goes_with_it(
    officer: Page, server: Server
) -> None:
    to_ask(officer)
    officer.get_by_label("Driver").check()
    officer.get_by_label("Driver number").fill("SAMPL904171J99AB")
    officer.get_by_label("Why you are asking").fill("Stopped at the market")
    officer.get_by_text("Reason:").click()
    officer.get_by_label("On behalf of").fill("Me")
    officer.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(officer.get_by_text("Say in full on whose behalf")).to_be_visible()
    officer.get_by_label("On behalf of").fill("Example Borough Council")
    officer.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(officer.get_by_text("Answers coming")).to_be_visible()
    (asked,) = server.queries.values()
    assert (asked["kind"], asked["on_behalf_of"]) == ("driver", "Example Borough Council")
    assert asked["criteria"] == {"number": "SAMPL904171J99AB"}


def test_one_left_alone_says_since_when_and_one_remembered_as_of_when(
    officer: Page, server: Server
) -> None:
    ask(officer)
    alone = leg("suspended") | {"why": "suspended", "detail": "Left alone", "since": now()}
    kept = leg("answered") | {"remembered": True}
    answers(officer, server, complete=True, legs=[alone, kept])
    legs = officer.get_by_role("region", name="Systems asked").get_by_role("listitem")
    expect(legs.filter(has_text="Left alone, since ")).to_have_class("leg leg--suspended")
    expect(legs.filter(has_text="not asked anew")).to_have_class("leg leg--answered")


def test_one_tap_makes_it_another_kind_and_another_puts_it_right(
    officer: Page, server: Server
) -> None:
    to_ask(officer)
    officer.get_by_label("Ask about").fill("Jo Lane")
    expect(officer.get_by_label("Place", exact=True)).to_be_checked()
    officer.get_by_label("Person").check()
    officer.get_by_role("button", name="Swap names").click()
    officer.get_by_role("button", name="Surname Jo").click()
    expect(officer.get_by_label("Given names")).to_have_value("Lane")
    officer.get_by_label("Surname").fill("Joe")
    officer.get_by_label("Why you are asking").fill("Stopped at the market")
    officer.get_by_role("main").get_by_role("button", name="Ask").click()
    expect(officer.get_by_text("Answers coming")).to_be_visible()
    (asked,) = server.queries.values()
    assert asked["kind"] == "person"
    assert asked["criteria"] == {"surname": "Joe", "given_names": "Lane"}


def test_a_question_that_lay_too_long_is_asked_only_when_it_is_still_wanted(
    officer: Page, server: Server
) -> None:
    officer.clock.install()
    server.down = True
    ask(officer)
    expect(officer.get_by_text("goes out by itself when there is a signal, until")).to_be_visible()
    officer.clock.fast_forward("31:00")
    server.down = False
    to_ask(officer)
    officer.get_by_role("link", name="Sampleton").click()
    expect(officer.get_by_text("Too old: it was not asked")).to_be_visible()
    assert server.queries == {}
    officer.get_by_role("button", name="Ask it now").click()
    until(officer, lambda: len(server.queries) == 1)


def test_what_this_phone_holds_is_said_at_once_with_its_age(officer: Page, server: Server) -> None:
    ask(officer)
    answers(
        officer, server, complete=True, legs=[leg("answered")], warnings=[warning("VI", "Violent")]
    )
    expect(officer.get_by_role("alert", name="Warnings")).to_be_visible()
    server.down = True
    ask(officer)
    expect(officer.get_by_text("No system has heard this question yet")).to_be_visible()
    expect(officer.get_by_text("From this phone")).to_be_visible()
    expect(officer.get_by_role("link", name="Asked just now: Sampleton")).to_be_visible()
    expect(officer.get_by_text("1 warning")).to_be_visible()
