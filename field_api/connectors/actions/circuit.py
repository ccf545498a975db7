"""The breaker and the rate of a system, kept where all workers see them. Each system has two doors,
for entries and for questions, that are counted apart.

Times are the database's: hosts' clocks differ.
"""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from field_api.connectors.models import Circuit, QuestionCircuit, System
from field_api.connectors.rules.circuit import Breaker, Limits, Signal, after, filled, room
from field_api.lib import sql

log = logging.getLogger(__name__)

Door = type[Circuit] | type[QuestionCircuit]

_HELD = """
    SELECT c.system_id, s.state, {limits}, c.recent, c.in_row, c.openings,
      c.opened_at, c.open_until, c.ceiling, c.tokens, c.tokens_at, clock_timestamp()
    FROM {table} c JOIN connectors_system s ON s.id = c.system_id
    WHERE c.system_id = ANY(%s::bigint[]) ORDER BY c.system_id FOR NO KEY UPDATE OF c
"""
_HOLD: dict[Door, str] = {
    Circuit: _HELD.format(
        table="connectors_circuit", limits="s.max_in_flight, s.rate_per_second, s.burst"
    ),
    QuestionCircuit: _HELD.format(
        table="connectors_questioncircuit",
        limits="s.questions_in_flight, s.questions_per_second, s.questions_burst",
    ),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A system's circuit, locked until the transaction ends, so that limits hold over all workers.
    `state` is the system's, `tokens` what its rate lets begin now.
    """

    system: int
    state: str
    limits: Limits
    breaker: Breaker
    tokens: float
    now: datetime
    door: Door = Circuit

    def room(self, *, in_flight: int, wanted: int) -> int:
        """How many calls may begin now. `in_flight` is to be counted under this lock."""
        if self.state != "active":
            return 0
        may = room(self.breaker, self.limits, in_flight=in_flight, tokens=self.tokens, now=self.now)
        return min(may, wanted)

    def spend(self, calls: int) -> None:
        """Count calls that begin against the rate."""
        if calls and self.limits.rate_per_second is not None:
            self.door.objects.filter(pk=self.system).update(
                tokens=self.tokens - calls, tokens_at=self.now
            )


def hold(system: System, door: Door = Circuit) -> Held:
    """Lock the circuit of a registered system, inside the caller's transaction."""
    return hold_each([system.pk], door)[system.pk]


def hold_each(systems: Sequence[int], door: Door) -> dict[int, Held]:
    """Lock the circuits of registered systems in the order in which everybody does, by keys."""
    return {row[0]: _held(row, door) for row in sql.run(_HOLD[door], list(systems))}


def _held(row: sql.Row, door: Door) -> Held:
    system, state, most, rate, burst, *breaker, tokens, since, now = row
    limits = Limits(most, rate, burst)
    recent, in_row, openings, opened_at, open_until, ceiling = breaker
    return Held(
        system,
        state,
        limits,
        Breaker(recent, in_row, openings, opened_at, open_until, ceiling),
        filled(limits, tokens=tokens, since=since, now=now),
        now,
        door,
    )


def signal(
    system: System,
    signals: Sequence[Signal],
    *,
    reason: str = "",
    wait: float | None = None,
    door: Door = Circuit,
) -> Breaker:
    """What calls that ended say about the system; the breaker as it is now. `reason` is why the
    last of them failed, for people; `wait` the seconds a busy system asked for.
    """
    with transaction.atomic():
        held = hold(system, door)
        now = after(
            held.breaker,
            list(signals),
            now=held.now,
            most=held.limits.max_in_flight,
            jitter=random.uniform(-1, 1),  # noqa: S311 (spreads load, no secret)
            wait=wait,
        )
        if now != held.breaker:
            _write(held, now, system.code, reason)
    return now


def _write(held: Held, now: Breaker, code: str, reason: str) -> None:
    held.door.objects.filter(pk=held.system).update(
        recent=now.recent,
        in_row=now.in_row,
        openings=now.openings,
        opened_at=now.opened_at,
        open_until=now.open_until,
        ceiling=now.ceiling,
        reason=reason[:200] if now.open_until else "",
    )
    if (held.breaker.open_until is None) != (now.open_until is None):
        said = "circuit closed" if now.open_until is None else "circuit opened"
        asks = held.door is QuestionCircuit
        log.warning(said, extra={"system": code, "reason": reason, "questions": asks})
