"""What is struck, and when. The same seed gives the same plan: a failure can be looked at again."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# A process that was killed needs a moment to come back, or nothing but starting would be tried.
_LEAST_APART, _MOST_APART = 0.6, 2.0
_QUIET_AT_START = 2.0


class What(StrEnum):
    """A kind of blow. All but the faults of a system strike our own processes."""

    WORKER = "worker"
    WEB = "web"
    WAKE = "wake"  # where handsets wait for news
    DATABASE = "database"
    BROKER = "broker"
    WIPE = "wipe"  # everything the broker holds is gone
    DROP = "drop"  # a third of the hints are gone, for a while
    MUTE = "mute"  # the broker accepts connections and says nothing
    HANG = "hang"  # a system takes entries and does not answer
    DOWN = "down"  # a system resets every connection
    BUSY = "busy"  # a system asks to be left alone
    FLAP = "flap"  # a system is killed, and comes back
    SLOW = "slow"


# The database less often: its recovery is the longest, and everything stands still meanwhile.
_WEIGHTS = {
    What.WORKER: 5,
    What.WEB: 3,
    What.WAKE: 1,
    What.DATABASE: 2,
    What.BROKER: 3,
    What.WIPE: 3,
    What.DROP: 2,
    What.MUTE: 1,
    What.HANG: 4,
    What.DOWN: 3,
    What.BUSY: 2,
    What.FLAP: 3,
    What.SLOW: 2,
}
KILLS = frozenset({What.WORKER, What.WEB, What.WAKE, What.DATABASE, What.BROKER, What.FLAP})


@dataclass(frozen=True, slots=True)
class Blow:
    """`at` in seconds from the start; `system` is empty unless a system is struck."""

    at: float
    what: What
    system: str = ""
    fault: tuple[tuple[str, Any], ...] = ()


def blows(seed: int, seconds: float, systems: list[str]) -> list[Blow]:
    """In order. Each kind of kill is there once at least if the time allows for it."""
    chance = random.Random(seed)  # noqa: S311 (a plan to repeat, no secret)
    first = [What.WORKER, What.BROKER, What.WEB, What.DATABASE]
    chance.shuffle(first)
    found = []
    for at in _moments(chance, seconds):
        what = first.pop() if first else _chosen(chance)
        system = chance.choice(systems) if what in _FAULTS or what is What.FLAP else ""
        fault = _FAULTS[what](chance) if what in _FAULTS else {}
        found.append(Blow(at, what, system, tuple(sorted(fault.items()))))
    return found


def _moments(chance: random.Random, seconds: float) -> Iterator[float]:
    at = min(_QUIET_AT_START, seconds / 4)
    while at < seconds:
        yield round(at, 2)
        at += chance.uniform(_LEAST_APART, _MOST_APART)


def _chosen(chance: random.Random) -> What:
    return chance.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]


_FAULTS: dict[What, Any] = {
    What.HANG: lambda chance: {
        "hang_after_accept": True,
        "on": "entries",
        "count": chance.randint(1, 4),
    },
    What.DOWN: lambda chance: {"down": True, "seconds": round(chance.uniform(0.5, 4), 1)},
    What.BUSY: lambda chance: {
        "status": 503,
        "retry_after": chance.randint(1, 3),
        "on": "entries",
        "count": chance.randint(1, 3),
    },
    What.SLOW: lambda chance: {
        "latency_ms": chance.randint(100, 1500),
        "seconds": round(chance.uniform(1, 5), 1),
    },
}
