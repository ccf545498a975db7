"""Emptying a system's lanes: claim, call outside any transaction, settle. All three overlap, so
that a slow answer holds up nobody but its own lane.
"""

import logging
import time
from collections.abc import Callable, Iterable

from django.db import transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules.circuit import Breaker, Signal
from field_api.delivery.actions import turns
from field_api.delivery.actions.calls import Call, carry
from field_api.delivery.actions.flight import Flight
from field_api.delivery.actions.lanes import Claim, claim, hand_back
from field_api.delivery.actions.settle import Carried, settle
from field_api.delivery.rules import BATCH, DRAIN, QUEUE, SLICE_SECONDS, State, lease_seconds
from field_api.lib import hints

log = logging.getLogger(__name__)


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
        self._width = min(system.max_in_flight, BATCH)
        self._flight = Flight(turns.callers(system), self._call, self._width)
        self._alone = False
        self._breaker = Breaker()

    def through(self) -> int:
        """Until nothing is left to claim, or the time is over and every call is back."""
        settled = 0
        while True:
            if self._may_claim():
                self._claim()
            if not self._flight.held:
                return settled
            settled += self._close(self._flight.landed())
            if self._flight.lost:
                self._give_up()
                return settled

    def _may_claim(self) -> bool:
        held = self._flight.held
        room = held == 0 or (not self._alone and held <= self._width // 2)
        return room and time.monotonic() < self._ends

    def _claim(self) -> None:
        # Measured before the claim, so that the lease ends no sooner than we think.
        until = time.monotonic() + lease_seconds(self._system.send_seconds)
        held = self._flight.held
        batch = claim(system=self._system, limit=self._width - held, suspects=held == 0)
        self._breaker, self._alone = batch.breaker, batch.alone
        self._flight.begin(batch.claims, until)

    def _call(self, held: Claim, until: float) -> Call:
        return carry(self._system, self._connector, held, until)

    def _close(self, calls: list[Call]) -> int:
        if unbegun := [call.claim for call in calls if call.next is None]:
            hand_back(unbegun)
        carried = [Carried(call.claim, call.next, call.attempts) for call in calls if call.next]
        settled = settle(carried)
        self._signal(calls)
        return len(settled)

    def _give_up(self) -> None:
        """Their leases are over: whoever claims these next asks before sending, and what hangs
        again and again is set aside.
        """
        lost = self._flight.lost
        log.error("calls never came back", extra={"system": self._system.code, "calls": lost})
        turns.let_go(self._system)
        connectors.signal(self._system, [Signal.ILL] * lost, reason="calls never came back")

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
