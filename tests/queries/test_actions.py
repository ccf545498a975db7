"""Asking and answering, against the sandbox systems running as processes of their own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.feed import actions as feed
from field_api.feed.rules import Kind as News
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.lib.problems import Problem
from field_api.queries import actions as queries
from field_api.queries import tasks
from field_api.queries.models import Leg, Query
from tests import make
from tests.queries.sandbox import Sandbox

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]


def run(query: Query) -> None:
    for leg_id in query.legs.values_list("pk", flat=True).order_by("pk"):
        tasks.ask_leg(leg_id)


def legs(query: Query) -> dict[str, str]:
    return {leg["system"]: leg["state"] for leg in read(query)["legs"]}


def details(query: Query) -> dict[str, str]:
    return {leg["system"]: leg["detail"] for leg in read(query)["legs"]}


def read(query: Query) -> dict[str, Any]:
    return queries.document(query, query.asked_by)


def test_a_question_has_a_leg_for_each_system_and_says_who_is_not_asked(
    systems: Systems, ask: Ask
) -> None:
    query = ask("vehicle", vrm="FB26DEM")
    assert legs(query) == {
        "records": "waiting",
        "intelligence": "waiting",
        "stop-search": "not_asked",
    }
    assert details(query)["stop-search"] == "Does not answer vehicle questions"
    assert read(query)["complete"] is False


def test_a_system_that_answers_no_question_at_all_is_not_listed(systems: Systems, ask: Ask) -> None:
    System.objects.filter(code="stop-search").update(answers_queries=[])
    assert set(legs(ask())) == {"records", "intelligence"}


def test_with_nobody_to_ask_the_question_is_complete(db: None, ask: Ask) -> None:
    query = ask()
    assert read(query)["complete"] is True
    assert Query.objects.get().completed_at == query.asked_at


def test_answers_are_laid_side_by_side_with_warnings_first(systems: Systems, ask: Ask) -> None:
    query = ask("vehicle", vrm="FB26DEM")
    run(query)
    found = read(query)
    assert (found["complete"], found["version"]) == (True, 3)
    assert [warning["code"] for warning in found["warnings"]] == ["FI", "WE"]
    assert found["warnings"][0]["system"] == "intelligence"
    (vehicle,) = found["clusters"]
    assert vehicle["why"] == ["same registration"]
    colours = {each["value"]: each["system"] for each in vehicle["values"]["colour"]}
    assert colours == {"Blue": "records", "Black": "intelligence"}
    assert list(found).index("warnings") < list(found).index("clusters")


def test_one_person_under_three_spellings_is_one_and_twins_are_two(
    systems: Systems, ask: Ask
) -> None:
    query = ask("person", surname="Sampleton", given_names="Jordan", dob="1991-04-17")
    run(query)
    (keeper,) = read(query)["clusters"]
    assert "same PNC ID" in keeper["why"]
    assert {value["system"] for value in keeper["values"]["name"]} == set(systems)
    twins = ask("person", surname="Mockridge", dob="2001-07-30")
    run(twins)
    assert len(read(twins)["clusters"]) == 2


def test_a_swapped_day_and_month_is_possible_and_not_more(systems: Systems, ask: Ask) -> None:
    query = ask("person", surname="Testwood", given_names="Robin", dob="1988-03-05")
    run(query)
    (found,) = read(query)["clusters"]
    assert found["confidence"] == "possible"
    assert {value["value"] for value in found["values"]["dob"]} == {"1988-03-05", "1988-05-03"}


def test_no_match_is_said_as_such(systems: Systems, ask: Ask) -> None:
    query = ask("vehicle", vrm="ZZ99ZZZ")
    run(query)
    assert legs(query)["records"] == "no_match"
    assert details(query)["records"] == "Looked and holds no match"
    assert Leg.objects.get(system__code="records").count == 0


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


def test_a_paused_system_is_not_asked_and_that_is_shown(
    systems: Systems, ask: Ask, officer: Officer
) -> None:
    connectors.pause(system=System.objects.get(code="records"), by=officer, reason="Upgrade")
    before = systems["records"].searches()
    query = ask()
    run(query)
    assert legs(query)["records"] == "not_asked"
    assert details(query)["records"] == "Paused by an administrator"
    assert systems["records"].searches() == before


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
    asked, *answered = Event.objects.filter(subject=f"query:{query.pk}").order_by("id")
    assert (asked.act, asked.actor) == ("consultation", officer.actor)
    assert asked.purpose == "Stopped on Abington Street"
    assert asked.details["criteria"] == {"vrm": "FB26DEM"}
    assert asked.details["reason_code"] == "1"
    assert asked.details["systems"] == ["intelligence", "records"]
    assert asked.details["originator"].endswith("SAMPLE 01SC ABINGTON STREET")
    given = {event.details["system"]: event.details["records"] for event in answered}
    assert given == {"intelligence": ["INT-V-0001"], "records": ["RMS-V-0001"]}
    assert "Ford" not in str([event.details for event in answered])


def test_another_officer_sees_nothing_of_it(systems: Systems, ask: Ask) -> None:
    query, other = ask(), make.supervisor()
    assert queries.documents(officer=other, ids=[query.pk]) == {}
    with pytest.raises(Query.DoesNotExist):
        queries.document(query, other)


def test_the_same_question_again_is_the_same_query(systems: Systems, ask: Ask) -> None:
    id = uuid4()
    first = ask(id=id)
    run(first)
    assert ask(id=id) == first
    assert Leg.objects.count() == 3
    assert legs(first)["records"] == "answered"


def test_another_question_under_the_same_id_is_refused(systems: Systems, ask: Ask) -> None:
    id = uuid4()
    ask(id=id)
    for other in ({"vrm": "AB12CDE"}, {"by": make.officer()}):
        with pytest.raises(Problem) as refused:
            ask(id=id, **other)
        assert (refused.value.status, refused.value.code) == (409, "id-conflict")


def test_the_same_question_from_two_sides_at_once_is_one(
    transactional_db: None, systems: Systems, ask: Ask
) -> None:
    id = uuid4()
    (query,) = set(_at_once(lambda: ask(id=id), 4))
    assert Leg.objects.count() == 3
    _settled(query, "answered")


def test_however_many_workers_race_a_system_is_asked_once(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    systems["records"].breaks(latency_ms=200, on="search")
    before = systems["records"].searches()
    query = unheard("records")
    leg = query.legs.get()
    assert sorted(_at_once(lambda: queries.run_leg(leg.pk), 4)) == [False, False, False, True]
    assert systems["records"].searches() == before + 1
    assert legs(query) == {"records": "answered"}


def test_a_late_answer_is_kept_and_marked(
    transactional_db: None, systems: Systems, unheard: Ask, officer: Officer
) -> None:
    systems["records"].breaks(latency_ms=1_000, on="search")
    query = unheard("records", "intelligence", deadline_ms=700)
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(_and_close, queries.run_leg, leg.pk) for leg in query.legs.all()]
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


def test_a_wait_ends_at_the_deadline(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    systems["records"].breaks(latency_ms=1_500, on="search")
    query = unheard("records", deadline_ms=800)
    began = time.monotonic()
    queries.wait(query, since=None, seconds=20)
    assert 0.6 < time.monotonic() - began < 1.4
    (leg,) = read(query)["legs"]
    assert (leg["state"], leg["elapsed_ms"]) == ("timed_out", 800)
    assert leg["detail"] == "No answer in 0.8 s"
    _settled(query, "answered")


def test_without_a_worker_the_reader_sees_to_it(
    transactional_db: None, systems: Systems, unheard: Ask
) -> None:
    query = unheard("records", "intelligence")
    queries.wait(query, since=None, seconds=10)
    assert set(legs(query).values()) == {"answered"}


def test_without_a_broker_the_web_process_asks(
    transactional_db: None, systems: Systems, ask: Ask
) -> None:
    # The tests have no broker: the hint is refused, and what it stood for is done here instead.
    query = ask()
    _settled(query, "answered")


def _settled(query: Query, state: str) -> None:
    for _ in range(100):
        if legs(query)["records"] == state:
            return
        time.sleep(0.05)
    raise AssertionError(legs(query))


def _at_once(act: Callable[[], Any], times: int) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(_and_close, act) for _ in range(times)]]


def _and_close(act: Callable[..., Any], *given: object) -> Any:
    try:
        return act(*given)
    finally:
        connections.close_all()
