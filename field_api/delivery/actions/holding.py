"""What a system may hold of ours, by our own rows: what was given to it, for certain or perhaps."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, Intent
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Ordering, State

_FOR_CERTAIN = (State.DELIVERED, State.AWAITING)
_PERHAPS = (State.SENDING, State.UNCERTAIN, State.POISONED)
# Doubt that a later state has covered up: a cancelled, late or held delivery keeps its `ask_first`.
_IF_IN_DOUBT = (State.DUE, State.EXPIRED, State.CANCELLED, State.HELD)

THERE = Q(state__in=[state.value for state in (*_FOR_CERTAIN, *_PERHAPS)]) | Q(
    state__in=[state.value for state in _IF_IN_DOUBT], ask_first=True
)
"""As `may_be_there`, for a query."""

NOT_UPDATED = "takes no later version of what it holds: a person amends it there"


def may_be_there(row: Delivery) -> bool:
    """Whether the system may hold what this delivery carried."""
    state = State(row.state)
    return state in (*_FOR_CERTAIN, *_PERHAPS) or (state in _IF_IN_DOUBT and row.ask_first)


def is_there(row: Delivery) -> bool:
    return State(row.state) in _FOR_CERTAIN


def earlier(deliveries: Iterable[Delivery]) -> set[tuple[int, UUID]]:
    """(system, subject) of those of which the system may hold an earlier version, or is about to,
    and can't be sent a later one.
    """
    rows = [row for row in deliveries if row.lane_seq > 1 and row.intent == Intent.WRITE.value]
    rigid = {row.system_id for row in rows if not _takes_updates(row.system)}
    asked = {(row.system_id, row.subject_id): row for row in rows if row.system_id in rigid}
    if not asked:
        return set()
    given = Delivery.objects.filter(
        Q(state=State.DUE.value) | THERE,
        system__in=rigid,
        subject__in=[subject for _, subject in asked],
        intent=Intent.WRITE.value,
    )
    return {
        (one.system_id, one.subject_id)
        for one in given
        if _precedes(one, asked.get((one.system_id, one.subject_id)))
    }


def _precedes(one: Delivery, later: Delivery | None) -> bool:
    if later is None or one.lane_seq >= later.lane_seq:
        return False
    # What the later version takes the place of never gets there.
    return may_be_there(one) or later.ordering != Ordering.LATEST_WINS.value


def _takes_updates(system: System) -> bool:
    # Settings that can't be used offer nothing for a time: what is sent waits, and is not lost.
    return offers(system, Capability.UPDATES) or not connectors.connector(system).capabilities


def offers(system: System, capability: Capability) -> bool:
    return capability in connectors.connector(system).capabilities


def keys(rows: Sequence[Delivery]) -> list[str]:
    """Every key the system was given, in the order of the lane, each once."""
    given = [row for row in rows if row.tries > 0 or may_be_there(row)]
    ordered = sorted(given, key=lambda row: (row.lane_seq, row.generation))
    return list(dict.fromkeys(str(row.key) for row in ordered))
