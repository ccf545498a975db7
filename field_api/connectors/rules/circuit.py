"""When to leave a system alone, and how to come back to it: breaker, slow start, rate. Pure.

Closed: calls go out. Open: none do until `open_until`, because what a system that is down gets is
more of the same. Then one call tries; if it gets through, the number in flight grows by doubling,
so that a system that just came back is not met by everything that waited.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = 20
IN_ROW = 5
SHARE = 0.5

FIRST_SECONDS = 5.0
LONGEST_SECONDS = 300.0
CREDENTIALS_SECONDS = 60.0


class Signal(StrEnum):
    """What one call said about the system, not about what was sent."""

    WELL = "well"  # it answered, be it with a rejection
    ILL = "ill"  # no connection, no answer, a broken one
    BUSY = "busy"  # it asked to be left alone for a while
    LOCKED = "locked"  # it does not know us: nothing will pass until somebody mends our set-up


@dataclass(frozen=True, slots=True)
class Breaker:
    recent: int = 0
    in_row: int = 0
    openings: int = 0
    opened_at: datetime | None = None
    open_until: datetime | None = None
    ceiling: int | None = None

    @property
    def is_well(self) -> bool:
        """Nothing to remember and nothing to hold back."""
        return self == Breaker()


def after(
    breaker: Breaker,
    signals: list[Signal],
    *,
    now: datetime,
    most: int,
    jitter: float,
    wait: float | None = None,
) -> Breaker:
    """The breaker after these calls, in the order they ended.

    `most` is the system's limit in flight, `wait` the seconds a busy system asked for, `jitter` a
    number from -1 to 1 that spreads what several systems behind one gateway do by a fifth.
    """
    for signal in signals:
        breaker = _after(breaker, signal, now, most, 1 + jitter / 5, wait)
    return breaker


def _after(
    was: Breaker, signal: Signal, now: datetime, most: int, spread: float, wait: float | None
) -> Breaker:
    if signal is Signal.WELL:
        return _well(was, most)
    if signal is Signal.BUSY:
        held = now + timedelta(seconds=(wait or FIRST_SECONDS) * spread)
        return replace(was, opened_at=was.opened_at or now, open_until=held, ceiling=1)
    recent = (was.recent << 1 | 1) & ((1 << WINDOW) - 1)
    ill = replace(was, recent=recent, in_row=was.in_row + 1)
    if signal is Signal.LOCKED:
        return _open(ill, now, CREDENTIALS_SECONDS * spread)
    if was.open_until is None and not _trips(ill):
        return ill
    if was.open_until is not None and was.open_until > now:
        return ill  # one of several calls that were under way when it opened: it counts once
    return _open(ill, now, _seconds(was.openings) * spread)


def _well(was: Breaker, most: int) -> Breaker:
    recent = (was.recent << 1) & ((1 << WINDOW) - 1)
    if was.open_until is not None:
        return Breaker(ceiling=2 if most > 2 else None, openings=was.openings)
    ceiling = None if was.ceiling is None or was.ceiling * 2 >= most else was.ceiling * 2
    # Forgotten only once it has borne its whole load again: else a system that answers one call
    # and falls over at two would be tried every few seconds for ever.
    openings = 0 if ceiling is None else was.openings
    return Breaker(recent=recent, openings=openings, ceiling=ceiling)


def _trips(ill: Breaker) -> bool:
    return ill.in_row >= IN_ROW or ill.recent.bit_count() >= WINDOW * SHARE


def _open(ill: Breaker, now: datetime, seconds: float) -> Breaker:
    until = now + timedelta(seconds=seconds)
    opened_at = ill.opened_at or now
    return replace(ill, openings=ill.openings + 1, opened_at=opened_at, open_until=until, ceiling=1)


def _seconds(openings: int) -> float:
    return float(min(FIRST_SECONDS * 2 ** min(openings, 16), LONGEST_SECONDS))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a system may be sent at once and in a second."""

    max_in_flight: int
    rate_per_second: float | None
    burst: int


def room(breaker: Breaker, limits: Limits, *, in_flight: int, tokens: float, now: datetime) -> int:
    """How many calls may begin now."""
    if breaker.open_until is not None:
        return 1 if breaker.open_until <= now and in_flight == 0 else 0
    most = min(limits.max_in_flight, breaker.ceiling or limits.max_in_flight) - in_flight
    if limits.rate_per_second is not None:
        most = min(most, int(tokens))
    return max(most, 0)


def filled(limits: Limits, *, tokens: float, since: datetime | None, now: datetime) -> float:
    """Tokens in the bucket: it fills at the rate, and holds the burst or a second's worth."""
    if limits.rate_per_second is None or since is None:
        return float(limits.burst)
    most = max(float(limits.burst), limits.rate_per_second, 1.0)
    return min(most, tokens + (now - since).total_seconds() * limits.rate_per_second)
