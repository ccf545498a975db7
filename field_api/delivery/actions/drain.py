"""Emptying a system's lanes: claim, call outside any transaction, settle. All three overlap, so
that a slow answer holds up nobody but its own lane.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue

from django.db import transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules.circuit import Breaker, Signal
from field_api.delivery.actions import turns
from field_api.delivery.actions.calls import Call, carry
from field_api.delivery.actions.lanes import Claim, claim, hand_back
from field_api.delivery.actions.settle import Carried, settle
from field_api.delivery.rules import BATCH, DRAIN, QUEUE, SLICE_SECONDS, State, lease_seconds
from field_api.lib import hints

_GATHER_SECONDS = 0.01
"""How long answers are gathered before they are written down together."""

_AT_FIRST = 4
"""Calls at once to a system until it is seen to be slow: threads of Python that are busy hinder one
another, so that sixty-four of them brought less to a quick system than four."""


def nudge(systems: Iterable[int]) -> None:
    """Hint, once this transaction has committed, that these systems have work."""
    for system_id in sorted(systems):
        # Not a partial: Django logs a failing robust callback by its __qualname__.
        transaction.on_commit(_hint(system_id), robust=True)


def _hint(system_id: int) -> Callable[[], None]:
    def send() -> None:
        hints.send(DRAIN, system_id, queue=QUEUE)

    return send


def drain(system_id: int, *, seconds: float = SLICE_SECONDS) -> int:
    """Carry what is due for one system, for about `seconds`; how many were settled. What is left
    then waits behind the other systems' hints.
    """
    if not turns.begin(system_id):
        return 0
    ends, settled = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < ends:
            run = _Run(System.objects.get(pk=system_id), ends)
            settled += run.through()
            if not turns.again(system_id):
                return settled
    finally:
        turns.end(system_id)
    hints.send(DRAIN, system_id, queue=QUEUE)
    return settled


class _Run:
    """One system's turn."""

    def __init__(self, system: System, ends: float) -> None:
        self._system = system
        self._ends = ends
        self._connector = connectors.connector(system)
        self._callers = turns.callers(system)
        self._width = min(system.max_in_flight, BATCH)
        self._back: SimpleQueue[Call] = SimpleQueue()
        self._ready: deque[tuple[Claim, float]] = deque()
        self._flying = 0
        self._at_once = _AT_FIRST
        self._alone = False
        self._breaker = Breaker()

    def through(self) -> int:
        """Until nothing is left to claim, or the time is over and every call is back."""
        settled = 0
        while True:
            if self._may_claim():
                self._claim()
            self._launch()
            if not self._flying:
                return settled
            settled += self._close(self._gathered())

    def _may_claim(self) -> bool:
        held = self._flying + len(self._ready)
        room = held == 0 or (not self._alone and held <= self._width // 2)
        return room and time.monotonic() < self._ends

    def _claim(self) -> None:
        # Measured before the claim, so that the lease ends no sooner than we think.
        until = time.monotonic() + lease_seconds(self._system.send_seconds)
        held = self._flying + len(self._ready)
        batch = claim(system=self._system, limit=self._width - held, suspects=held == 0)
        self._breaker, self._alone = batch.breaker, batch.alone
        self._ready.extend((one, until) for one in batch.claims)

    def _launch(self) -> None:
        while self._ready and self._flying < self._at_once:
            self._flying += 1
            self._callers.submit(self._call, *self._ready.popleft())

    def _call(self, held: Claim, until: float) -> None:
        self._back.put(carry(self._system, self._connector, held, until))

    def _gathered(self) -> list[Call]:
        calls: list[Call] = []
        latest = time.monotonic() + _GATHER_SECONDS
        while self._flying:
            try:
                calls.append(self._back.get(timeout=max(latest - time.monotonic(), 0)))
            except Empty:
                if calls:
                    break
                self._widen()
                latest = time.monotonic() + _GATHER_SECONDS
                continue
            self._flying -= 1
            self._launch()
        return calls

    def _widen(self) -> None:
        """Nothing came back for a while: the system is slow, and more calls can wait for it."""
        self._at_once = min(self._at_once * 2, self._width)
        self._launch()

    def _close(self, calls: list[Call]) -> int:
        hand_back([call.claim for call in calls if call.next is None])
        carried = [Carried(call.claim, call.next, call.attempts) for call in calls if call.next]
        settled = settle(carried)
        self._signal(calls)
        return len(settled)

    def _signal(self, calls: list[Call]) -> None:
        signals = [said for call in calls for said in call.signals]
        if self._breaker.is_well and all(said is Signal.WELL for said in signals):
            return
        waits = [call.next.wait for call in calls if call.next and Signal.BUSY in call.signals]
        reasons = [call.next.reason for call in calls if call.next and call.next.state is State.DUE]
        self._breaker = connectors.signal(
            self._system,
            signals,
            reason=reasons[-1] if reasons else "",
            wait=max(waits, default=None),
        )
