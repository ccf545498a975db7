"""Writing down what is known of deliveries that were carried, many in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from field_api.delivery.actions import tasks
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act


@dataclass(frozen=True, slots=True)
class Tried:
    """A row of the attempt log to be, by the names of its columns."""

    delivery_id: UUID
    lease_token: UUID
    step: Attempt.Step
    outcome: str
    status: int | None
    reason: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Carried:
    """One delivery's call, ended. `attempts` are what was asked and sent."""

    claim: Claim
    next: Next
    attempts: list[Tried] = field(default_factory=list)


# Each as one text: arrays, which the driver writes element by element, took a quarter of a worker's
# time. Both in one statement, planned each time: a plan kept from when the outbox was all but empty
# reads a backlog from end to end.
_SETTLE = """
    WITH kept AS (
      INSERT INTO delivery_attempt
        (delivery_id, lease_token, step, outcome, status, reason, duration_ms)
      SELECT * FROM json_to_recordset(%s::json) AS a (delivery_id uuid, lease_token uuid,
        step text, outcome text, status int, reason text, duration_ms int))
    UPDATE delivery_delivery d
    SET state = v.state, lease_token = NULL, unsettled = 0, ask_first = v.ask_first,
        due_at = CASE WHEN v.state = 'due' THEN statement_timestamp() + v.wait ELSE d.due_at END,
        attempts = d.attempts + v.used, reason = v.reason, faults = v.faults,
        remote_ref = CASE WHEN v.ref <> '' THEN v.ref ELSE d.remote_ref END,
        settled_at = CASE WHEN v.state = 'due' THEN NULL ELSE statement_timestamp() END
    FROM (SELECT u.id, u.token, u.ask_first, make_interval(secs => u.wait) AS wait, u.used,
        u.reason, u.faults, u.ref, CASE WHEN u.was = 'due' AND NOT u.ask_first
          AND l.when_late = 'end' AND l.deliver_by <= statement_timestamp() THEN 'expired'
          ELSE u.was END AS state
      FROM json_to_recordset(%s::json) AS u (id uuid, token uuid, was text, ask_first bool,
        wait float8, used int, reason text, faults jsonb, ref text)
      JOIN delivery_delivery l ON l.id = u.id) AS v, connectors_system s
    WHERE d.id = v.id AND d.lease_token = v.token AND d.state = 'sending' AND s.id = d.system_id
    RETURNING d.id, d.subject_id, d.revision, d.payload_sha256, d.tell, d.state, d.remote_ref,
      d.trace, s.code
"""

DISCLOSED = (State.DELIVERED, State.REJECTED, State.AWAITING)
"""A rejected delivery was read by the system that rejected it: a disclosure as well."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A delivery as its row says now. `tell` are officers."""

    id: UUID
    subject: UUID
    revision: UUID
    payload_sha256: str
    tell: list[int]
    state: State
    reference: str
    trace: str
    system: str


def as_settled(row: Delivery) -> Settled:
    """What a row that was written by itself says, its system at hand."""
    return Settled(
        row.pk,
        row.subject_id,
        row.revision,
        row.payload_sha256,
        row.tell,
        State(row.state),
        row.remote_ref,
        row.trace,
        row.system.code,
    )


def settle(carried: Sequence[Carried]) -> list[Settled]:
    """Write what is known, once for each that is still held; those somebody else holds now are left
    alone. What was tried is kept for all.
    """
    if not carried:
        return []
    with feed.work():
        settled = [_settled(*row) for row in _write(carried)]
        tell(settled)
    return settled


def tell(settled: Sequence[Settled]) -> None:
    """Officers hear of it, the ledger of what was disclosed, and whoever has work of it, in the
    caller's `feed.work()`.
    """
    tasks.settled({one.id: one.state for one in settled})
    ledger.record_many([_disclosed(one) for one in settled if one.state in DISCLOSED])
    for one in settled:
        feed.tell(recipients=one.tell, kind=Kind.SUBMISSION, doc=one.subject)


def _write(carried: Sequence[Carried]) -> list[Any]:
    tried = [one for each in carried for one in each.attempts]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [_text(tried), _text([_row(one) for one in carried])])
        rows: list[Any] = cursor.fetchall()
        return rows


def _text(rows: Sequence[Any]) -> str:
    return orjson.dumps(rows).decode()


def _row(one: Carried) -> dict[str, Any]:
    return {
        "id": one.claim.id,
        "token": one.claim.token,
        "was": one.next.state,
        "ask_first": one.next.ask_first,
        "wait": one.next.wait,
        "used": int(one.next.uses_attempt),
        "reason": one.next.reason[:300],
        "faults": [{"pointer": fault.pointer, "text": fault.text} for fault in one.next.faults],
        "ref": one.next.reference[:200],
    }


def _settled(
    pk: UUID, subject: UUID, revision: UUID, sha256: str, tell: list[int], state: str, *rest: str
) -> Settled:
    return Settled(pk, subject, revision, sha256, tell, State(state), *rest)


def _disclosed(settled: Settled) -> Event:
    return Event(
        act=Act.DISCLOSURE.value,
        actor="house",
        subject=f"submission:{settled.subject}",
        recipient=settled.system,
        trace=settled.trace,
        details={
            "delivery": str(settled.id),
            "revision": str(settled.revision),
            "payload_sha256": settled.payload_sha256,
            "outcome": settled.state.value,
            "reference": settled.reference,
        },
    )
