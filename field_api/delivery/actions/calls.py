"""One call to a system: ask if there is doubt, then send. No database here: it runs in threads."""

import logging
import time
from dataclasses import dataclass, field

from field_api.connectors.models import System
from field_api.connectors.rules import Connector, Found, Lookup, LookupBy, Outcome, Sent
from field_api.connectors.rules.circuit import Signal
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.actions.settle import Tried
from field_api.delivery.models import Attempt
from field_api.delivery.rules import (
    Next,
    State,
    after_lookup,
    after_send,
    call_seconds,
    signal_of,
)
from field_api.lib import trace

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Call:
    """A delivery on its way. `next` stays None when the call was never begun."""

    claim: Claim
    next: Next | None = None
    attempts: list[Tried] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)


def carry(system: System, connector: Connector, held: Claim, leased_until: float) -> Call:
    """Ask and send, each within the system's deadline. Never raises."""
    trace.begin(held.trace or None)
    call = Call(held)
    # The lease must outlast the call, or somebody else could send at the same time.
    if time.monotonic() + call_seconds(system.send_seconds) > leased_until:
        return call
    if held.ask_first:
        call.next = _asked(system, connector, call)
    if call.next is None:
        sent = _sent(system, connector, call)
        call.next = after_send(
            sent, tries=held.tries, attempts=held.attempts, settle_seconds=system.settle_seconds
        )
    return call


def _asked(system: System, connector: Connector, call: Call) -> Next | None:
    if system.lookup == LookupBy.IDEMPOTENT.value:
        return None  # it drops a double by our key, so sending again is asking
    if system.lookup == LookupBy.NONE.value:
        return Next(State.UNCERTAIN, reason="may have arrived, and the system can't be asked")
    held, started = call.claim, time.monotonic()
    try:
        found = connector.lookup(held.item.key, deadline=system.send_seconds)
    except Exception as error:
        found = _failed_lookup(system, error)
    _note(call, Attempt.Step.LOOKUP, started, found.answer.value, reason=found.reason)
    call.signals.append(Signal.ILL if found.answer is Found.UNKNOWN else Signal.WELL)
    return after_lookup(found, sha256=held.sha256, tries=held.tries)


def _failed_lookup(system: System, error: Exception) -> Lookup:
    log.error("connector failed", extra={"system": system.code, "reason": type(error).__name__})
    return Lookup(Found.UNKNOWN)


def _sent(system: System, connector: Connector, call: Call) -> Sent:
    started = time.monotonic()
    try:
        sent = connector.send(call.claim.item, deadline=system.send_seconds)
    except Exception as error:
        # A fault of our own connector: bytes may be out, so treat it as not known.
        name = type(error).__name__
        log.exception("connector failed", extra={"system": system.code})
        sent = Sent(Outcome.UNCERTAIN, reason=f"our connector failed: {name}")
    _note(call, Attempt.Step.SEND, started, sent.outcome.value, sent.status, sent.reason)
    if said := signal_of(sent):
        call.signals.append(said)
    return sent


def _note(
    call: Call,
    step: Attempt.Step,
    started: float,
    outcome: str,
    status: int | None = None,
    reason: str = "",
) -> None:
    tried = Tried(
        delivery_id=call.claim.id,
        lease_token=call.claim.token,
        step=step,
        outcome=outcome,
        status=status,
        reason=reason[:300],
        duration_ms=int((time.monotonic() - started) * 1000),
    )
    call.attempts.append(tried)
