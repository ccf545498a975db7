"""What systems say later: they accept or reject what they took."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.actions.drain import nudge
from field_api.delivery.actions.holding import may_be_there
from field_api.delivery.actions.settle import as_settled, tell
from field_api.delivery.models import Callback, Delivery
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.lib.problems import Problem

_ANSWERED = (
    State.DUE,
    State.SENDING,
    State.AWAITING,
    State.DELIVERED,
    State.REJECTED,
    State.UNCERTAIN,
    State.POISONED,
    State.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message: `message` is its id, `key` the key the entry was handed over under."""

    message: str
    key: UUID
    accepted: bool
    reference: str = ""
    faults: tuple[FieldFault, ...] = ()

    @property
    def state(self) -> State:
        return State.DELIVERED if self.accepted else State.REJECTED


def heard(*, system: System, said: Said) -> Delivery:
    """Take a system's word for what became of an entry, also against what it said before. The same
    message, or the same word, again changes nothing.

    Whoever is just sending the entry loses the lease: what is known now is better than what that
    call will bring. Raises Problem 404 for a key we never used, 409 for one nothing was sent under.
    """
    with feed.work():
        row = _addressed(system, said.key)
        message, new = Callback.objects.get_or_create(
            system=system,
            message=said.message,
            defaults={"delivery": row, "said": said.state.value, "became": row.state},
        )
        if not new:
            return _again(message, row, said)
        if State(row.state) not in (said.state, State.CANCELLED):
            put_down(row, _next(said))
            Callback.objects.filter(pk=message.pk).update(became=row.state)
        return row


def _addressed(system: System, key: UUID) -> Delivery:
    """The delivery that a word about this key is about, locked: of several generations under one
    key, the latest that was given to the system.
    """
    rows = Delivery.objects.filter(system=system, key=key).order_by("-generation")
    given = [row for row in rows.select_for_update(no_key=True) if row.tries or may_be_there(row)]
    if not given:
        if rows.exists():
            raise Problem(409, "not-sent", "Nothing was sent under this key")
        raise Problem(404, "not-found", "Not found")
    standing = [row for row in given if State(row.state) in _ANSWERED]
    row = (standing or given)[0]
    row.system = system
    return row


def _again(message: Callback, row: Delivery, said: Said) -> Delivery:
    if (message.delivery.key, message.said) != (said.key, said.state.value):
        raise Problem(409, "message-id-used", "Another message came under this id")
    return row


def _next(said: Said) -> Next:
    reason = said.faults[0].text if said.faults else "rejected afterwards, without a reason"
    return Next(
        said.state,
        reason="" if said.accepted else reason,
        reference=said.reference,
        faults=() if said.accepted else said.faults,
    )


def put_down(row: Delivery, result: Next) -> None:
    """Settle a locked delivery that no lease of ours covers, inside the caller's `feed.work()`."""
    row.state, row.reason = result.state.value, result.reason[:300]
    row.remote_ref = result.reference[:200] or row.remote_ref
    row.faults = [{"pointer": one.pointer, "text": one.text} for one in result.faults]
    Delivery.objects.filter(pk=row.pk).update(
        state=row.state,
        reason=row.reason,
        remote_ref=row.remote_ref,
        faults=row.faults,
        lease_token=None,
        unsettled=0,
        ask_first=False,
        settled_at=Now(),
    )
    tell([as_settled(row)])
    nudge({row.system_id})
