"""The breaker and the rate where all workers see them."""

import pytest
from django.db import transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import Circuit, System
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
