"""Asking, with the sandbox systems running as processes of their own."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.identity.models import Officer
from field_api.lib import wall
from field_api.lib.problems import Problem
from field_api.queries.actions import in_process
from field_api.queries.models import Leg, Query
from tests import make
from tests.queries.sandbox import Sandbox
from tests.queries.seen import at_once, details, legs, read, run, settled

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]


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
    (query,) = set(at_once(lambda: ask(id=id), 4))
    assert Leg.objects.count() == 3
    settled(query, "answered")


def test_without_a_broker_the_web_process_asks(
    transactional_db: None, systems: Systems, ask: Ask
) -> None:
    # The tests have no broker: the hint is refused, and what it stood for is done here instead.
    query = ask()
    settled(query, "answered")


def test_a_web_process_asks_though_its_threads_begin_with_no_reach(
    transactional_db: None, systems: Systems, unheard: Ask, settings: Any
) -> None:
    query = unheard("records")
    settings.ROLE = "web"
    in_process.run(query.pk)
    with wall.everyone():
        settled(query, "answered")
