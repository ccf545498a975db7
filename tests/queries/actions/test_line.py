"""What keeps us from a system: its failures, its limits, and what it may not tell."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import QuestionCircuit, System
from field_api.connectors.rules.circuit import IN_ROW, Signal
from field_api.lib import clock
from field_api.queries.models import Leg, Query
from tests.queries.sandbox import Sandbox
from tests.queries.seen import details, legs, read, run

Ask = Callable[..., Query]
Systems = dict[str, Sandbox]


def leg_of(query: Query, system: str) -> dict[str, object]:
    return next(leg for leg in read(query)["legs"] if leg["system"] == system)


def open_circuit(code: str = "records") -> System:
    system = System.objects.get(code=code)
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="silent", door=QuestionCircuit)
    return system


def test_a_system_that_fails_again_and_again_is_left_alone_and_says_since_when(
    systems: Systems, ask: Ask
) -> None:
    systems["records"].breaks(down=True)
    for _ in range(IN_ROW):
        run(ask())
    systems["records"].heal()
    before = systems["records"].searches()
    query = ask()
    run(query)
    said = leg_of(query, "records")
    assert (said["state"], said["why"], said["label"]) == ("not_asked", "suspended", "Suspended")
    assert said["since"] is not None
    assert systems["records"].searches() == before
    assert legs(query)["intelligence"] == "answered"


def test_after_a_while_one_question_tries_and_the_next_are_asked_again(
    systems: Systems, ask: Ask
) -> None:
    open_circuit()
    opened = QuestionCircuit.objects.exclude(open_until=None)
    opened.update(open_until=Now() - timedelta(seconds=1))
    first, second = ask(), ask()
    run(first)
    run(second)
    assert (legs(first)["records"], legs(second)["records"]) == ("answered", "answered")
    assert not QuestionCircuit.objects.exclude(open_until=None).exists()


def test_a_system_suspended_while_the_question_waited_is_not_asked(
    systems: Systems, ask: Ask
) -> None:
    query = ask()
    open_circuit()
    run(query)
    assert leg_of(query, "records")["why"] == "suspended"
    assert read(query)["complete"] is True


def test_failures_of_deliveries_keep_nobody_from_asking(systems: Systems, ask: Ask) -> None:
    system = System.objects.get(code="records")
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="no connection")
    query = ask()
    run(query)
    assert legs(query)["records"] == "answered"


def test_a_refusal_of_one_officer_keeps_no_other_from_asking(systems: Systems, ask: Ask) -> None:
    systems["records"].breaks(status=403)
    for _ in range(IN_ROW + 1):
        run(ask())
    systems["records"].heal()
    query = ask()
    run(query)
    assert legs(query)["records"] == "answered"


def test_a_system_asked_as_much_as_it_may_be_is_not_asked(
    systems: Systems, ask: Ask, unheard: Ask
) -> None:
    System.objects.filter(code="records").update(questions_in_flight=1)
    now = clock.now()
    under_way = Leg.objects.filter(query=unheard("records"))
    soon = now + timedelta(seconds=9)
    under_way.update(started_at=now, started_by="another", lease_until=soon)
    query = ask()
    run(query)
    assert leg_of(query, "records")["why"] == "busy"
    assert details(query)["records"] == "Not asked from here now; the control room can"
    under_way.update(lease_until=now - timedelta(seconds=1))  # its process died: no place is lost
    again = ask()
    run(again)
    assert legs(again)["records"] == "answered"


def test_an_answer_frees_its_place_and_a_rate_holds(systems: Systems, ask: Ask) -> None:
    limits = {"questions_in_flight": 1, "questions_per_second": 0.001, "questions_burst": 2}
    System.objects.filter(code="records").update(**limits)
    asked = [ask() for _ in range(3)]
    for query in asked:
        run(query)
    assert [legs(query)["records"] for query in asked] == ["answered", "answered", "not_asked"]
    assert not Leg.objects.exclude(lease_until=None).exists()


@pytest.mark.parametrize("fault", [{"down": True}, {"status": 500}])
def test_a_failure_frees_its_place(systems: Systems, ask: Ask, fault: dict[str, object]) -> None:
    systems["records"].breaks(**fault)
    run(ask())
    assert not Leg.objects.exclude(lease_until=None).exists()
