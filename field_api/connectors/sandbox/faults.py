"""Making a system fail on purpose, the ways real ones do."""

import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

AREAS = ("entries", "search", "all")
LONGEST_LATENCY_MS = 120_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, where, and for how long: `count` calls, `seconds`, or until switched off.

    `on`: `entries` is handing an entry over, `search` is asking a question; `all` is these and
    everything else the API answers. `down` is the whole machine, whatever `on` says. `pending`
    is of new entries, and of questions where the system can answer them later; `hang_after_accept`
    of new entries alone.
    """

    latency_ms: int = 0
    status: int | None = None
    retry_after: int | None = None
    hang_after_accept: bool = False
    pending: bool = False
    oversize: bool = False
    drip: bool = False
    reset: bool = False
    down: bool = False
    on: str = "all"
    count: int | None = None
    seconds: float | None = None
    probability: float = 1.0

    def touches(self, area: str) -> bool:
        if self.down:
            return True
        if self.on not in ("all", area):
            return False
        if self.latency_ms or self.status or self.reset or self.oversize or self.drip:
            return True
        asks_again = self.pending and area == "search"
        return asks_again or ((self.hang_after_accept or self.pending) and area == "entries")


def read(document: Any) -> Fault:
    """A fault from its JSON form; what is left out is off. Raises ValueError naming the member."""
    if not isinstance(document, dict):
        raise ValueError("a fault is an object")
    known = {field.name for field in fields(Fault)}
    for name, value in document.items():
        if name not in known or not _VALID[name](value):
            raise ValueError(f"{name} cannot be {value!r}")
    return Fault(**document)


class Switch:
    """The one fault that is on, if any. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._left: int | None = None
        self._ends = math.inf

    def set(self, fault: Fault | None) -> None:
        with self._lock:
            self._fault = fault
            self._left = fault.count if fault else None
            lasts = fault.seconds if fault and fault.seconds is not None else math.inf
            self._ends = self._clock() + lasts

    def take(self, area: str) -> Fault | None:
        """The fault this call must suffer. A call it spares does not use up `count`."""
        with self._lock:
            fault = self._standing()
            if fault is None or not fault.touches(area):
                return None
            if random.random() >= fault.probability:  # noqa: S311 - chance, not secrecy
                return None
            if self._left is not None:
                self._left -= 1
            return fault

    def state(self) -> dict[str, Any]:
        """The fault as `read` takes it, with what is left of `count` and `seconds`; {} when off."""
        with self._lock:
            fault = self._standing()
            if fault is None:
                return {}
            state = asdict(fault)
            state["count"] = self._left
            if fault.seconds is not None:
                state["seconds"] = round(self._ends - self._clock(), 1)
            return state

    def _standing(self) -> Fault | None:
        if self._left == 0 or self._clock() >= self._ends:
            self._fault = None
        return self._fault


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _or_none(valid: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or valid(value)


def _flag(value: Any) -> bool:
    return type(value) is bool


def _within(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: type(value) in (int, float) and low <= value <= high


_VALID: dict[str, Callable[[Any], bool]] = {
    "latency_ms": _whole(0, LONGEST_LATENCY_MS),
    "status": _or_none(_whole(200, 599)),
    "retry_after": _or_none(_whole(0, 86_400)),
    "hang_after_accept": _flag,
    "pending": _flag,
    "oversize": _flag,
    "drip": _flag,
    "reset": _flag,
    "down": _flag,
    "on": AREAS.__contains__,
    "count": _or_none(_whole(1, 1_000_000)),
    "seconds": _or_none(_within(0.001, 86_400)),
    "probability": _within(0, 1),
}
