"""What is said of a clock that was wrong. The times themselves are never touched."""

from datetime import UTC, datetime

import pytest

from field_api.lib import clock
from field_api.submissions import clocks

MINUTE = 60_000


@pytest.mark.parametrize(
    ("skew_ms", "said"),
    [
        (None, ""),
        (0, ""),
        (2 * MINUTE, ""),
        (-2 * MINUTE, ""),
        (2 * MINUTE + 1, "device clock 2 min slow"),
        (-4 * MINUTE, "device clock 4 min fast"),
        (-60 * MINUTE, "device clock 1 h fast"),
        (90 * MINUTE, "device clock 2 h slow"),
        (24 * 60 * MINUTE, "device clock 1 day slow"),
        (-10_000 * 24 * 60 * MINUTE, "device clock 10000 days fast"),
    ],
)
def test_a_clock_is_spoken_of_when_it_is_more_than_two_minutes_off(
    skew_ms: int | None, said: str
) -> None:
    assert clocks.said(skew_ms) == said
    assert clocks.is_flagged(skew_ms) == bool(said)


def test_both_times_are_shown_as_they_were_taken() -> None:
    came = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    shown = clocks.shown("2026-11-22T21:04:00+00:00", clock.iso(came), -4 * MINUTE)
    assert shown == {
        "device_time": "2026-11-22T21:04:00+00:00",
        "received_at": "2026-11-22T21:00:00.000000Z",
        "skew_ms": -4 * MINUTE,
        "flagged": True,
        "said": "device clock 4 min fast",
    }
