"""Answering, by the sandbox systems running as processes of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.queries import actions as queries
from field_api.queries import tasks
from field_api.queries.models import Leg, Query
from tests.queries.sandbox import Sandbox
from tests.queries.seen import and_close, at_once, details, legs, read, run, run_leg

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"down": True}, "Could not be reached"),
        ({"reset": True}, "Could not be reached"),
        ({"status": 500}, "Reported a fault of its own"),
        ({"status": 503}, "Too busy to answer"),
        ({"status": 403}, "Refused our credentials"),
        ({"status": 418}, "Refused the question"),
    ],
)
def test_a_failure_says_its_class_and_spares_the_others(
    systems: Systems, ask: Ask, fault: dict[str, object], said: str
) -> None:
    systems["records"].breaks(**fault)
    query = ask()
    run(query)
    assert legs(query) == {
        "records": "failed",
        "intelligence": "answered",
        "stop-search": "not_asked",
    }
    assert details(query)["records"] == said


def test_a_secret_that_is_not_there_fails_one_leg(
    systems: Systems, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    System.objects.filter(code="records").update(secret_ref="env:NOT_THERE")
    query = ask()
    run(query)
    assert legs(query)["records"] == "failed"
    assert legs(query)["intelligence"] == "answered"


def test_no_match_is_said_as_such(systems: Systems, ask: Ask) -> None:
    query = ask("vehicle", vrm="ZZ99ZZZ")
    run(query)
    assert legs(query)["records"] == "no_match"
    assert details(query)["records"] == "Looked and holds no match"
    assert Leg.objects.get(system__code="records").count == 0


def test_a_system_paused_after_the_question_is_not_asked(
    systems: Systems, ask: Ask, officer: Officer
) -> None:
    query = ask()
    connectors.pause(system=System.objects.get(code="records"), by=officer, reason="Upgrade")
    run(query)
    assert legs(query)["records"] == "not_asked"
    assert read(query)["complete"] is True


def test_the_deadline_closes_what_nobody_took_up(systems: Systems, ask: Ask) -> None:
    query = ask(deadline_ms="500")
    assert queries.close_overdue(query.pk) is False
    time.sleep(0.5)
    tasks.close_overdue()
    assert legs(query)["records"] == "timed_out"
    assert details(query)["records"] == "Nothing was free to ask it in time"
    before = systems["records"].searches()
    run(query)
    assert systems["records"].searches() == before
    assert queries.sweep_overdue() == 0


def test_the_officer_is_told_by_the_feed_each_time_something_is_known(
    systems: Systems, ask: Ask, officer: Officer
) -> None:
    query = ask()
    cursor = feed.head(officer.pk)
    run(query)
    page = feed.changes(recipient=officer.pk, cursor=cursor, limit=10)
    assert [(entry.kind, entry.doc) for entry in page.entries] == [(News.QUERY, query.pk)]


def test_the_ledger_has_the_question_and_the_records_each_system_gave(
    systems: Systems, ask: Ask, officer: Officer
) -> None:
    query = ask()
    run(query)
    looked = Event.objects.filter(subject=f"query:{query.pk}", act="consultation")
    asked, *answered = looked.order_by("id")
    assert (asked.act, asked.actor) == ("consultation", officer.actor)
    assert asked.purpose == "Stopped on Abington Street"
    assert asked.details["criteria"] == {"vrm": "FB26DEM"}
    assert asked.details["reason_code"] == "1"
    assert asked.details["systems"] == ["intelligence", "records"]
    assert asked.details["originator"].endswith("SAMPLE 01SC ABINGTON STREET")
    assert asked.details["place"] == "Abington Street"
    given = {event.details["system"]: event.details["records"] for event in answered}
    assert given == {"intelligence": ["INT-V-0001"], "records": ["RMS-V-0001"]}
    combined = Event.objects.get(subject=f"query:{query.pk}", act="combination")
    (cluster,) = combined.details["clusters"]
    assert cluster["records"] == ["intelligence:INT-V-0001", "records:RMS-V-0001"]
    assert cluster["why"]
    assert "Ford" not in str([event.details for event in (*answered, combined)])


def test_however_many_workers_race_a_system_is_asked_once(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    systems["records"].breaks(latency_ms=200, on="search")
    before = systems["records"].searches()
    query = unheard("records")
    leg = query.legs.get()
    assert sorted(at_once(lambda: run_leg(leg), 4)) == [False, False, False, True]
    assert systems["records"].searches() == before + 1
    assert legs(query) == {"records": "answered"}


def test_a_late_answer_is_kept_and_marked(
    transactional_db: None, systems: Systems, unheard: Ask, officer: Officer
) -> None:
    systems["records"].breaks(latency_ms=1_000, on="search")
    query = unheard("records", "intelligence", deadline_ms=700)
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(and_close, run_leg, leg) for leg in query.legs.all()]
        queries.wait(query, since=None, seconds=5)
        in_time = read(query)
        cursor = feed.head(officer.pk)
        assert all(each.result() for each in running)
    assert {leg["system"]: leg["state"] for leg in in_time["legs"]} == {
        "records": "timed_out",
        "intelligence": "answered",
    }
    assert in_time["complete"] is True
    late = next(leg for leg in read(query)["legs"] if leg["system"] == "records")
    assert (late["state"], late["late"]) == ("answered", True)
    assert late["detail"] == "1 record, after the deadline"
    assert late["elapsed_ms"] > 700
    assert read(query)["version"] > in_time["version"]
    assert feed.changes(recipient=officer.pk, cursor=cursor, limit=9).entries
    assert Event.objects.filter(details__late=True, subject=f"query:{query.pk}").exists()
