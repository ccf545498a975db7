"""The breaker and the rate where all workers see them."""

import pytest
from django.db import transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import Circuit, QuestionCircuit, System
from field_api.connectors.rules import ConfigRefused
from field_api.connectors.rules.circuit import IN_ROW, Signal
from tests import make, written

pytestmark = pytest.mark.django_db


def registered(**limits: object) -> System:
    return written.system("records", **limits)


def room(system: System, *, in_flight: int = 0, wanted: int = 99) -> int:
    with transaction.atomic():
        held = connectors.hold(system)
        may = held.room(in_flight=in_flight, wanted=wanted)
        held.spend(may)
        return may


def test_what_may_begin_is_bounded_by_what_is_in_flight_and_what_is_wanted() -> None:
    system = registered(max_in_flight=5)
    assert (room(system), room(system, in_flight=4), room(system, wanted=2)) == (5, 1, 2)


def test_a_rate_holds_over_every_claim() -> None:
    system = registered(max_in_flight=100, rate_per_second=0.001, burst=3)
    assert [room(system, wanted=2) for _ in range(3)] == [2, 1, 0]


def test_an_open_circuit_is_seen_by_all_and_says_why() -> None:
    system = registered()
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="no connection")
    row = Circuit.objects.get(pk=system.pk)
    assert (room(system), row.reason) == (0, "no connection")
    assert row.open_until and row.opened_at


def test_it_closes_and_forgets_why() -> None:
    system = registered()
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="no connection")
    connectors.signal(system, [Signal.WELL])
    row = Circuit.objects.get(pk=system.pk)
    assert (row.open_until, row.opened_at, row.reason, row.ceiling) == (None, None, "", 2)


@pytest.mark.parametrize("state", ["paused", "draining"])
def test_nothing_begins_while_it_is_paused_or_drains(state: str) -> None:
    system = registered()
    stop = {"paused": connectors.pause, "draining": connectors.drain_out}[state]
    stop(system=system, by=make.supervisor(), reason="Upgrade")
    assert room(system) == 0


def test_questions_have_a_door_and_limits_of_their_own() -> None:
    system = registered(max_in_flight=9, questions_in_flight=4)
    connectors.signal(system, [Signal.ILL] * IN_ROW, reason="no connection")
    with transaction.atomic():
        held = connectors.hold(system, QuestionCircuit)
        assert held.room(in_flight=1, wanted=99) == 3
    connectors.signal(system, [Signal.LOCKED], door=QuestionCircuit)
    connectors.signal(system, [Signal.WELL])
    assert QuestionCircuit.objects.get(pk=system.pk).open_until
    assert Circuit.objects.get(pk=system.pk).open_until is None


def test_a_rate_of_questions_is_counted_apart() -> None:
    system = registered(questions_per_second=0.001, questions_burst=2)
    with transaction.atomic():
        connectors.hold(system, QuestionCircuit).spend(2)
        assert connectors.hold(system, QuestionCircuit).room(in_flight=0, wanted=1) == 0
    assert room(system) == 16


@pytest.mark.parametrize("remembers", [{"fax": 60}, {"vehicle": 0}, {"vehicle": 901}])
def test_what_is_remembered_too_long_or_not_asked_is_refused(remembers: dict[str, int]) -> None:
    with pytest.raises(ConfigRefused):
        registered(remembers=remembers)
