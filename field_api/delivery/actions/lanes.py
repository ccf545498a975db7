"""Claiming the heads of lanes and settling what came of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BATCH, MAX_IN_FLIGHT, Next, State, lease_seconds
from field_api.feed import actions as feed
from field_api.feed.rules import Kind
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on one delivery. Whoever settles must still hold `token`."""

    id: UUID
    token: UUID
    ask_first: bool
    tries: int
    attempts: int


_CLAIM = """
    WITH heads AS (
        SELECT d.id, d.state = 'sending' AS abandoned
        FROM delivery_delivery d
        WHERE d.system_id = %(system)s AND d.state IN ('due', 'sending')
          AND d.due_at <= statement_timestamp()
          AND NOT EXISTS (
            SELECT FROM delivery_delivery e
            WHERE e.system_id = d.system_id AND e.subject_id = d.subject_id
              AND e.lane_seq < d.lane_seq AND e.state IN ('due', 'sending', 'uncertain'))
        ORDER BY d.due_at
        LIMIT %(limit)s
        FOR UPDATE OF d SKIP LOCKED)
    UPDATE delivery_delivery d
    SET state = 'sending', lease_token = gen_random_uuid(),
        due_at = statement_timestamp() + %(lease)s,
        ask_first = d.ask_first OR heads.abandoned, tries = d.tries + 1
    FROM heads WHERE d.id = heads.id
    RETURNING d.id, d.lease_token, d.ask_first, d.tries, d.attempts
"""


def claim(*, system: System, limit: int = BATCH) -> list[Claim]:
    """Lease up to `limit` heads of this system's lanes; none while it is paused.

    A lease that ran out was left by a worker that died with the bytes perhaps already sent, so
    whoever takes it over asks before sending.
    """
    with transaction.atomic():
        # The system's row serialises claims, so that the in-flight count can't be overshot and a
        # pause holds from the next claim on.
        current = System.objects.select_for_update(no_key=True).get(pk=system.pk)
        room = min(limit, MAX_IN_FLIGHT - _in_flight(system))
        if current.state != "active" or room <= 0:
            return []
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, _values(system, room))
            return [Claim(*row) for row in cursor.fetchall()]


def _values(system: System, limit: int) -> Any:
    lease = timedelta(seconds=lease_seconds(system.send_seconds))
    return {"system": system.pk, "limit": limit, "lease": lease}


def renew(*, held: Sequence[Claim], system: System) -> set[UUID]:
    """Hold leases for longer; the ids still held. A missing one belongs to somebody else now."""
    lease = timedelta(seconds=lease_seconds(system.send_seconds))
    rows = Delivery.objects.filter(lease_token__in=[one.token for one in held])
    with transaction.atomic():
        kept = rows.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        still = set(kept)
        rows.filter(pk__in=still).update(due_at=Now() + lease)
    return still


def _in_flight(system: System) -> int:
    held = Delivery.objects.filter(system=system, state=State.SENDING.value)
    return held.filter(due_at__gt=Now()).count()


_SETTLE = """
    UPDATE delivery_delivery d
    SET state = %(state)s, lease_token = NULL, ask_first = %(ask_first)s,
        due_at = CASE WHEN %(state)s = 'due' THEN statement_timestamp() + %(wait)s
                 ELSE d.due_at END,
        attempts = d.attempts + %(used)s, reason = %(reason)s, faults = %(faults)s::jsonb,
        remote_ref = CASE WHEN %(ref)s <> '' THEN %(ref)s ELSE d.remote_ref END,
        settled_at = CASE WHEN %(state)s = 'due' THEN NULL ELSE statement_timestamp() END
    FROM connectors_system s
    WHERE d.id = %(id)s AND d.lease_token = %(token)s AND d.state = 'sending'
      AND s.id = d.system_id
    RETURNING d.subject_id, d.revision, d.payload_sha256, d.tell, s.code
"""


@dataclass(frozen=True, slots=True)
class _Settled:
    """What others must hear of a delivery, as its row says. `tell` are officers."""

    subject: UUID
    revision: UUID
    payload_sha256: str
    tell: list[int]
    system: str


def settle(held: Claim, result: Next, *, faults: Sequence[FieldFault] = ()) -> bool:
    """Write what is known. False, and nothing written, when somebody else holds the lease now."""
    with feed.work():
        settled = _write(held, result, faults)
        if settled is None:
            return False
        if result.state in (State.DELIVERED, State.REJECTED):
            _disclosed(held, settled, result)
        feed.tell(recipients=settled.tell, kind=Kind.SUBMISSION, doc=settled.subject)
    return True


def _write(held: Claim, result: Next, faults: Sequence[FieldFault]) -> _Settled | None:
    values: Any = {  # psycopg adapts timedelta; the stubs do not know
        "id": held.id,
        "token": held.token,
        "state": result.state.value,
        "ask_first": result.ask_first,
        "wait": timedelta(seconds=result.wait),
        "used": int(result.uses_attempt),
        "reason": result.reason[:300],
        "faults": _json(faults),
        "ref": result.reference[:200],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, values)
        row = cursor.fetchone()
    return _Settled(*row) if row else None


def _json(faults: Sequence[FieldFault]) -> str:
    return json.dumps([{"pointer": fault.pointer, "text": fault.text} for fault in faults])


def _disclosed(held: Claim, settled: _Settled, result: Next) -> None:
    # A rejected delivery was read by the system that rejected it, so it is a disclosure as well.
    ledger.record(
        act=Act.DISCLOSURE,
        actor="house",
        subject=f"submission:{settled.subject}",
        recipient=settled.system,
        details={
            "delivery": str(held.id),
            "revision": str(settled.revision),
            "payload_sha256": settled.payload_sha256,
            "outcome": result.state.value,
            "reference": result.reference,
        },
    )
