"""Faults last as long as they were set to, and strike only what they were set on."""

from typing import Any

import pytest

from field_api.connectors.sandbox.faults import Fault, Switch, read


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_wrong_at_first() -> None:
    switch = Switch()
    assert switch.take("entries") is None
    assert switch.state() == {}


def test_a_count_is_used_up_by_calls_it_strikes_only() -> None:
    switch = Switch()
    switch.set(Fault(status=503, on="entries", count=2))
    assert switch.take("search") is None
    assert switch.take("entries")
    assert switch.take("other") is None
    assert switch.state()["count"] == 1
    assert switch.take("entries")
    assert switch.take("entries") is None
    assert switch.state() == {}


def test_seconds_end_by_the_clock() -> None:
    clock = Clock()
    switch = Switch(clock)
    switch.set(Fault(reset=True, seconds=10))
    clock.now = 9.0
    assert switch.take("search")
    assert switch.state()["seconds"] == 1.0
    clock.now = 10.0
    assert switch.take("search") is None


def test_chance_strikes_some_and_spares_the_rest_their_count() -> None:
    switch = Switch()
    switch.set(Fault(status=500, probability=0.0, count=1))
    assert not any(switch.take("entries") for _ in range(50))
    switch.set(Fault(status=500, probability=1.0))
    assert all(switch.take("entries") for _ in range(50))


def test_taking_and_never_saying_strikes_new_entries_alone() -> None:
    fault = Fault(hang_after_accept=True)
    assert fault.touches("entries")
    assert not fault.touches("search")
    assert not fault.touches("other")


def test_down_is_the_whole_machine() -> None:
    fault = Fault(down=True, on="search")
    assert all(fault.touches(area) for area in ("entries", "search", "other"))


def test_what_was_switched_off_is_off() -> None:
    switch = Switch()
    switch.set(Fault(down=True))
    switch.set(None)
    assert switch.take("other") is None


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"latency_ms": 200, "on": "search", "seconds": 1.5},
        {"status": 503, "retry_after": 7, "count": None, "probability": 0.5},
    ],
)
def test_what_can_be_set_is_read(document: dict[str, Any]) -> None:
    assert read(document) == Fault(**document)


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"explode": True},
        {"latency_ms": -1},
        {"latency_ms": True},
        {"status": 700},
        {"status": "503"},
        {"down": "yes"},
        {"on": "lookups"},
        {"count": 0},
        {"seconds": 0},
        {"seconds": float("nan")},
        {"probability": 1.1},
    ],
)
def test_what_cannot_be_set_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match=r"cannot be|is an object"):
        read(document)
