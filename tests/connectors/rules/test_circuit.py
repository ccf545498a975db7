"""When a system is left alone, how it is tried again, and how much it is given then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_api.connectors.rules.circuit import (
    CREDENTIALS_SECONDS,
    FIRST_SECONDS,
    IN_ROW,
    LONGEST_SECONDS,
    Breaker,
    Limits,
    Signal,
    after,
    filled,
    room,
)

NOW = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
WELL, ILL, BUSY, LOCKED = Signal.WELL, Signal.ILL, Signal.BUSY, Signal.LOCKED
LIMITS = Limits(max_in_flight=16, rate_per_second=None, burst=20)


def told(was: Breaker, *signals: Signal, at: datetime = NOW, wait: float | None = None) -> Breaker:
    return after(was, list(signals), now=at, most=16, jitter=0.0, wait=wait)


def seconds(breaker: Breaker, since: datetime = NOW) -> float:
    assert breaker.open_until
    return (breaker.open_until - since).total_seconds()


def may(breaker: Breaker, *, in_flight: int = 0, at: datetime = NOW) -> int:
    return room(breaker, LIMITS, in_flight=in_flight, tokens=99.0, now=at)


def test_failures_in_a_row_open_it() -> None:
    assert may(told(Breaker(), *[ILL] * (IN_ROW - 1))) == 16
    opened = told(Breaker(), *[ILL] * IN_ROW)
    assert (may(opened), seconds(opened)) == (0, FIRST_SECONDS)


def test_half_of_the_last_calls_open_it() -> None:
    assert may(told(Breaker(), *[ILL, WELL] * 9)) == 16
    assert may(told(Breaker(), *[ILL, WELL] * 9, ILL)) == 0


def test_one_answer_closes_it_and_the_load_comes_back_by_doubling() -> None:
    breaker = told(Breaker(), *[ILL] * IN_ROW)
    ready = NOW + timedelta(seconds=FIRST_SECONDS)
    assert (may(breaker, at=ready), may(breaker, in_flight=1, at=ready)) == (1, 0)
    loads = []
    for _ in range(6):
        breaker = told(breaker, WELL, at=ready)
        loads.append(may(breaker, at=ready))
    assert loads == [2, 4, 8, 16, 16, 16]
    assert told(breaker, *[WELL] * 20).is_well


def test_each_probe_that_fails_waits_twice_as_long_but_never_for_ever() -> None:
    breaker, at, waits = told(Breaker(), *[ILL] * IN_ROW), NOW, []
    for _ in range(12):
        waits.append(seconds(breaker, at))
        assert breaker.open_until
        at = breaker.open_until
        breaker = told(breaker, ILL, at=at)
    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == LONGEST_SECONDS


def test_calls_that_were_under_way_when_it_opened_count_once() -> None:
    opened = told(Breaker(), *[ILL] * IN_ROW)
    assert seconds(told(opened, *[ILL] * 11)) == FIRST_SECONDS


def test_a_system_that_falls_over_again_while_it_recovers_waits_longer() -> None:
    opened = told(Breaker(), *[ILL] * IN_ROW)
    at = NOW + timedelta(seconds=FIRST_SECONDS)
    again = told(told(opened, WELL, at=at), *[ILL] * IN_ROW, at=at)
    assert seconds(again, at) > FIRST_SECONDS


@pytest.mark.parametrize(("asked", "waits"), [(7.0, 7.0), (None, FIRST_SECONDS)])
def test_a_busy_system_is_left_alone_as_a_whole(asked: float | None, waits: float) -> None:
    busy = told(Breaker(), BUSY, wait=asked)
    assert (may(busy), seconds(busy)) == (0, waits)
    assert busy.openings == 0, "it is not a failure"


def test_refused_credentials_open_it_at_once() -> None:
    locked = told(Breaker(), LOCKED)
    assert (may(locked), seconds(locked)) == (0, CREDENTIALS_SECONDS)


@given(st.lists(st.sampled_from(Signal)), st.integers(1, 64), st.floats(-1, 1))
def test_however_it_goes_a_system_that_answers_gets_its_whole_load_again(
    signals: list[Signal], most: int, jitter: float
) -> None:
    breaker = after(Breaker(), signals, now=NOW, most=most, jitter=jitter)
    later = NOW + timedelta(hours=1)
    limits = replace(LIMITS, max_in_flight=most)
    assert room(breaker, limits, in_flight=0, tokens=0.0, now=later) >= 1
    for _ in range(30):
        breaker = after(breaker, [WELL], now=later, most=most, jitter=jitter)
    assert room(breaker, limits, in_flight=0, tokens=0.0, now=later) == most


@given(st.integers(0, 40), st.floats(0, 40), st.none() | st.floats(0.1, 50), st.integers(1, 40))
def test_room_keeps_within_every_limit(
    in_flight: int, tokens: float, rate: float | None, ceiling: int
) -> None:
    limits = replace(LIMITS, rate_per_second=rate)
    found = room(Breaker(ceiling=ceiling), limits, in_flight=in_flight, tokens=tokens, now=NOW)
    assert 0 <= found <= max(min(16, ceiling) - in_flight, 0)
    assert rate is None or found <= tokens


def test_a_bucket_fills_at_the_rate_and_holds_the_burst() -> None:
    limits = Limits(max_in_flight=16, rate_per_second=4.0, burst=10)
    half = NOW + timedelta(seconds=0.5)
    assert filled(limits, tokens=1.0, since=NOW, now=half) == 3.0
    assert filled(limits, tokens=1.0, since=NOW, now=NOW + timedelta(hours=1)) == 10.0
    assert filled(limits, tokens=0.0, since=None, now=NOW) == 10.0
