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
from django.db.models import Count, QuerySet

from field_api.connectors import actions as connectors
from field_api.connectors.models import QuestionCircuit, System
from field_api.connectors.rules import State as SystemState
from field_api.lib import clock
from field_api.queries.actions.replies import Reply
from field_api.queries.models import Leg
from field_api.queries.rules import legs
from field_api.queries.rules.legs import State, Why


@dataclass(frozen=True, slots=True)
class Claim:
    """`ours`: this process asks, and nobody after. Else `why` the system is not to be asked, NONE
    where somebody else asks it; `since` when it is suspended.
    """

    ours: bool
    why: Why = Why.NONE
    since: datetime | None = None


def suspended_at(system: System, now: datetime) -> datetime | None:
    """Since when the system is left alone; None where it is not, or may be tried again."""
    circuit = getattr(system, "question_circuit", None)
    if circuit is None or circuit.open_until is None or circuit.open_until <= now:
        return None
    return circuit.opened_at  # type: ignore[no-any-return]  # by getattr: a system may lack one


@transaction.atomic
def claim(open_: Sequence[Leg]) -> dict[int, Claim]:
    """Claim legs of one query under the locks of their systems' circuits, so that limits hold over
    all workers; by the leg's key. They are in the order of systems, as everybody locks them.
    """
    held = {leg.pk: connectors.hold(leg.system, QuestionCircuit) for leg in open_}
    under_way = _under_way([leg.system_id for leg in open_])
    refused = {
        leg.pk: no for leg in open_ if (no := _refused(held[leg.pk], under_way[leg.system_id]))
    }
    taken = _take([leg for leg in open_ if leg.pk not in refused])
    for key in taken:
        held[key].spend(1)
    return {leg.pk: refused.get(leg.pk, Claim(ours=leg.pk in taken)) for leg in open_}


def _under_way(systems: Sequence[int]) -> Counter[int]:
    rows = Leg.objects.filter(system__in=systems, lease_until__gt=clock.now())
    return Counter(dict(rows.values_list("system").annotate(Count("pk")).order_by()))


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
    from before the lock was waited for, and two workers could both ask. Each that sets them has
    the locks of the circuits, so what is free before is free still.
    """
    if not open_:
        return set()
    free = unclaimed([leg.pk for leg in open_]).select_for_update()
    keys = set(free.values_list("pk", flat=True))
    by = f"{socket.gethostname()}:{os.getpid()}"[:100]
    until = open_[0].query.deadline_at + timedelta(seconds=legs.LATE_GRACE_S)
    unclaimed(keys).update(started_at=clock.now(), started_by=by, lease_until=until)
    return keys


def unclaimed(keys: Iterable[int]) -> QuerySet[Leg]:
    return Leg.objects.filter(pk__in=keys, state=State.WAITING.value, started_at=None)


def tell(system: System, reply: Reply) -> None:
    """What the call said of the system. A system that is well and answers well costs one read."""
    if reply.signal is None:
        return
    well = QuestionCircuit.objects.filter(pk=system.pk, recent=0, in_row=0, open_until=None)
    if reply.is_told and well.filter(ceiling=None, openings=0).exists():
        return
    connectors.signal(system, [reply.signal], reason=reply.why.value, door=QuestionCircuit)
