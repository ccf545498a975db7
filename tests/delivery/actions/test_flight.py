"""Calls under way: they go on by themselves, come back in portions, and wait side by side."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import pytest

from field_api.delivery.actions.calls import Call
from field_api.delivery.actions.flight import Flight
from field_api.delivery.actions.lanes import Claim
from tests.items import item

WIDTH = 8
AMPLE = 20.0


def claims(count: int) -> list[Claim]:
    return [
        Claim(uuid4(), uuid4(), False, 0, 0, item(b"{}", key=uuid4(), version=1), "", "")
        for _ in range(count)
    ]


def leased(seconds: float = 3 * AMPLE) -> float:
    return time.monotonic() + seconds


@contextmanager
def flying(call: Callable[[Claim, float], Call]) -> Iterator[Flight]:
    with ThreadPoolExecutor(WIDTH) as pool:
        yield Flight(pool, call, WIDTH)


def all_of(flight: Flight) -> list[list[Call]]:
    portions = []
    while flight.held:
        portions.append(flight.landed())
    return portions


def test_every_claim_comes_back_once() -> None:
    given = claims(3 * WIDTH)
    with flying(lambda claim, until: Call(claim)) as flight:
        flight.begin(given[:WIDTH], leased())
        first = flight.landed()
        flight.begin(given[WIDTH:], leased())
        back = [call.claim.id for portion in [first, *all_of(flight)] for call in portion]
    assert sorted(back) == sorted(one.id for one in given)


def test_calls_go_on_while_nobody_takes_what_came_back() -> None:
    made, given = threading.Semaphore(0), claims(WIDTH)

    def call(claim: Claim, until: float) -> Call:
        made.release()
        return Call(claim)

    with flying(call) as flight:
        flight.begin(given, leased())
        assert all(made.acquire(timeout=AMPLE) for _ in given)
        assert flight.held == WIDTH


def test_half_of_the_width_comes_together_or_all_that_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("field_api.delivery.actions.flight.GATHER_SECONDS", AMPLE)
    with flying(lambda claim, until: Call(claim)) as flight:
        flight.begin(claims(2), leased())
        assert len(flight.landed()) == 2
        flight.begin(claims(WIDTH), leased())
        assert len(flight.landed()) >= WIDTH // 2


def test_a_slow_system_is_called_as_often_at_once_as_it_may_be() -> None:
    together = threading.Barrier(WIDTH, timeout=AMPLE)

    def waits_for_the_others(claim: Claim, until: float) -> Call:
        together.wait()
        return Call(claim)

    with flying(waits_for_the_others) as flight:
        flight.begin(claims(2 * WIDTH), leased())
        assert sum(map(len, all_of(flight))) == 2 * WIDTH
    assert not together.broken


def test_one_that_never_ends_holds_back_nothing_that_came() -> None:
    ending, given = threading.Event(), claims(2)

    def call(claim: Claim, until: float) -> Call:
        if claim is given[0]:
            ending.wait(AMPLE)
        return Call(claim)

    with flying(call) as flight:
        flight.begin(given, leased())
        assert [one.claim for one in flight.landed()] == given[1:]
        ending.set()
        assert [one.claim for one in flight.landed()] == given[:1]


def test_a_call_that_outlives_its_lease_is_given_up() -> None:
    """Else one connection that hangs would keep its whole system waiting for this process's end."""
    ending, given = threading.Event(), claims(2)

    def call(claim: Claim, until: float) -> Call:
        if claim is given[0]:
            ending.wait(AMPLE)
        return Call(claim)

    with flying(call) as flight:
        flight.begin(given, leased(0.5))
        came = [one.claim for portion in all_of(flight) for one in portion]
        assert (came, flight.lost, flight.held) == (given[1:], 1, 0)
        ending.set()
