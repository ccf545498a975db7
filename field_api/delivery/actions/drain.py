"""Emptying a system's lanes: claim, send outside any transaction, settle."""

import logging
import time
from collections.abc import Callable, Iterable

from django.db import connection, transaction
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Connector, Intent, Item, Lookup, LookupBy, Outcome, Sent
from field_api.delivery.actions.lanes import Claim, claim, renew, settle
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import (
    DRAIN,
    OPEN,
    QUEUE,
    Next,
    State,
    after_lookup,
    after_send,
    call_seconds,
    lease_seconds,
)
from field_api.lib import hints, trace

log = logging.getLogger(__name__)

_SWEEP_LOCK = 0x66625357  # one sweeper at a time is enough; two would only hint twice


def nudge(systems: Iterable[int]) -> None:
    """Hint, once this transaction has committed, that these systems have work."""
    for system_id in sorted(systems):
        # Not a partial: Django logs a failing robust callback by its __qualname__.
        transaction.on_commit(_hint(system_id), robust=True)


def _hint(system_id: int) -> Callable[[], None]:
    def send() -> None:
        hints.send(DRAIN, system_id, queue=QUEUE)

    return send


def drain(system_id: int, *, seconds: float = 20.0) -> int:
    """Carry what is due for one system, for at most `seconds`; how many were settled."""
    system = System.objects.get(pk=system_id)
    ends, settled = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        leased_until = time.monotonic() + lease_seconds(system.send_seconds)
        batch = claim(system=system)
        if not batch:
            return settled
        settled += _carry_all(system, batch, leased_until)
    hints.send(DRAIN, system_id, queue=QUEUE)
    return settled


def sweep() -> list[int]:
    """Hint every system that has work due: finds lost hints, retries, dead workers' leases."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SWEEP_LOCK])
        if not cursor.fetchone()[0]:
            return []
        due = Delivery.objects.filter(state__in=[s.value for s in OPEN], due_at__lte=Now())
        systems = list(due.values_list("system_id", flat=True).distinct())
    for system_id in systems:
        # With the broker gone this thread does the work itself: slower, but nothing waits for ever.
        hints.send(DRAIN, system_id, queue=QUEUE, otherwise=_by_ourselves(system_id))
    return systems


def _by_ourselves(system_id: int) -> Callable[[], int]:
    return lambda: drain(system_id, seconds=5)


def _carry_all(system: System, batch: list[Claim], ends: float) -> int:
    connector = connectors.connector(system)
    rows = Delivery.objects.select_related("payload").in_bulk([held.id for held in batch])
    mine, settled = set(rows), 0
    for place, held in enumerate(batch):
        # The lease must outlast the call about to be made, or two workers could send at once.
        if time.monotonic() + call_seconds(system.send_seconds) > ends:
            ends = time.monotonic() + lease_seconds(system.send_seconds)
            mine = renew(held=batch[place:], system=system)
        if held.id in mine:
            settled += _carry(system, connector, held, rows[held.id])
    return settled


def _carry(system: System, connector: Connector, held: Claim, delivery: Delivery) -> bool:
    trace.begin(delivery.trace or None)
    if held.ask_first:
        answered = _ask(system, connector, held, delivery)
        if answered is not None:
            return settle(held, answered)
    sent = _send(system, connector, held, delivery)
    result = after_send(
        sent, tries=held.tries - 1, attempts=held.attempts, settle_seconds=system.settle_seconds
    )
    return settle(held, result, faults=sent.fields)


def _ask(system: System, connector: Connector, held: Claim, delivery: Delivery) -> Next | None:
    if system.lookup == LookupBy.IDEMPOTENT.value:
        return None  # it drops a double by our key, so sending again is asking
    if system.lookup == LookupBy.NONE.value:
        return Next(State.UNCERTAIN, reason="may have arrived, and the system can't be asked")
    started = time.monotonic()
    found = connector.lookup(delivery.key, deadline=system.send_seconds)
    _log(held, Attempt.Step.LOOKUP, found, started)
    return after_lookup(found, sha256=delivery.payload_sha256, tries=held.tries - 1)


def _item(delivery: Delivery) -> Item:
    return Item(
        key=delivery.key,
        subject=delivery.subject_id,
        version=delivery.lane_seq,
        payload=bytes(delivery.payload.body),
        content_type=delivery.payload.content_type,
        kind=delivery.kind,
        intent=Intent(delivery.intent),
    )


def _send(system: System, connector: Connector, held: Claim, delivery: Delivery) -> Sent:
    started = time.monotonic()
    try:
        sent = connector.send(_item(delivery), deadline=system.send_seconds)
    except Exception as error:
        # A fault of our own connector: bytes may be out, so treat it as not known.
        log.exception("connector failed", extra={"system": system.code})
        sent = Sent(Outcome.UNCERTAIN, reason=f"our connector failed: {type(error).__name__}")
    _log(held, Attempt.Step.SEND, sent, started)
    return sent


def _log(held: Claim, step: Attempt.Step, result: Sent | Lookup, started: float) -> None:
    attempt = Attempt(
        delivery_id=held.id,
        lease_token=held.token,
        step=step,
        duration_ms=int((time.monotonic() - started) * 1000),
    )
    if isinstance(result, Sent):
        attempt.outcome, attempt.status = result.outcome.value, result.status
        attempt.reason = result.reason[:300]
    else:
        attempt.outcome = result.answer.value
    attempt.save(force_insert=True)
