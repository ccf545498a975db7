"""Whether a system may be asked just now, and the one claim by which it is.

A leg that finds no room is not asked, and does not wait for any: an answer that comes at the
fortieth second is of no use at a car door, and a line of legs would hold every worker's thread.
"""

import os
import socket
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import QuestionCircuit, System
from field_api.connectors.rules import State as SystemState
from field_api.lib import clock, sql
from field_api.queries.actions.replies import Reply
from field_api.queries.models import Leg
from field_api.queries.rules import legs
from field_api.queries.rules.legs import State, Why

_ANSWERING = f"""
    SELECT {sql.columns(System, "s")}, c.opened_at, c.open_until FROM connectors_system s
    LEFT JOIN connectors_questioncircuit c ON c.system_id = s.id
    WHERE s.answers_queries <> '[]' ORDER BY s.code
"""  # noqa: S608 names of our own columns
_TAKE = """
    UPDATE queries_leg SET started_at = %s::timestamptz, started_by = %s::text,
      lease_until = %s::timestamptz
    WHERE id = ANY(%s::bigint[]) AND state = 'waiting' AND started_at IS NULL RETURNING id
"""
_UNDER_WAY = """
    SELECT system_id, count(*) FROM queries_leg
    WHERE system_id = ANY(%s::bigint[]) AND lease_until > %s::timestamptz GROUP BY system_id
"""
_WELL = """
    SELECT FROM connectors_questioncircuit WHERE system_id = %s::bigint AND recent = 0
      AND in_row = 0 AND openings = 0 AND open_until IS NULL AND ceiling IS NULL
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """`ours`: this process asks, and nobody after. Else `why` the system is not to be asked, NONE
    where somebody else asks it; `since` when it is suspended.
    """

    ours: bool
    why: Why = Why.NONE
    since: datetime | None = None


def answering(now: datetime) -> list[tuple[System, datetime | None]]:
    """The systems that answer questions of any kind, by their codes, and since when each is left
    alone; None where it is not, or may be tried again."""
    found = sql.read(_ANSWERING, of=(System,))
    return [
        (system, opened_at if open_until and open_until > now else None)
        for system, opened_at, open_until in found
    ]


@transaction.atomic
def claim(open_: Sequence[Leg]) -> dict[int, Claim]:
    """Claim legs of one query under the locks of their systems' circuits, so that limits hold over
    all workers; by the leg's key.
    """
    circuits = connectors.hold_each([leg.system_id for leg in open_], QuestionCircuit)
    held = {leg.pk: circuits[leg.system_id] for leg in open_}
    under_way = _under_way([leg.system_id for leg in open_])
    refused = {
        leg.pk: no for leg in open_ if (no := _refused(held[leg.pk], under_way[leg.system_id]))
    }
    taken = _take([leg for leg in open_ if leg.pk not in refused])
    for key in taken:
        held[key].spend(1)
    return {leg.pk: refused.get(leg.pk, Claim(ours=leg.pk in taken)) for leg in open_}


def _under_way(systems: Sequence[int]) -> Counter[int]:
    return Counter(dict(sql.run(_UNDER_WAY, list(systems), clock.now())))


def _refused(held: connectors.Held, under_way: int) -> Claim | None:
    if held.state != SystemState.ACTIVE.value:
        return Claim(ours=False, why=Why.PAUSED)
    if held.room(in_flight=under_way, wanted=1):
        return None
    if held.breaker.open_until is None:
        return Claim(ours=False, why=Why.BUSY)
    return Claim(ours=False, why=Why.SUSPENDED, since=held.breaker.opened_at)


def _take(open_: Sequence[Leg]) -> set[int]:
    """Compare and set, on columns of the legs alone: a condition on the joined query would be read
    from before the lock was waited for, and two workers could both ask.
    """
    if not open_:
        return set()
    by = f"{socket.gethostname()}:{os.getpid()}"[:100]
    until = open_[0].query.deadline_at + timedelta(seconds=legs.LATE_GRACE_S)
    taken = sql.run(_TAKE, clock.now(), by, until, [leg.pk for leg in open_])
    return {key for (key,) in taken}


def unclaimed(keys: Iterable[int]) -> QuerySet[Leg]:
    return Leg.objects.filter(pk__in=keys, state=State.WAITING.value, started_at=None)


def tell(system: System, reply: Reply) -> None:
    """What the call said of the system. A system that is well and answers well costs one read."""
    if reply.signal is None or (reply.is_told and sql.run(_WELL, system.pk)):
        return
    connectors.signal(system, [reply.signal], reason=reply.why.value, door=QuestionCircuit)
