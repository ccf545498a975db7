"""Claiming the heads of lanes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Intent, Item
from field_api.connectors.rules.circuit import Breaker
from field_api.delivery.actions import agreed
from field_api.delivery.models import Delivery
from field_api.delivery.rules import BATCH, POISON_CLAIMS, State, lease_seconds, may_hold


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on one delivery, with what its call needs. Whoever settles must still hold `token`.
    `tries` and `attempts` are those before this one.
    """

    id: UUID
    token: UUID
    ask_first: bool
    tries: int
    attempts: int
    item: Item
    sha256: str
    trace: str


@dataclass(frozen=True, slots=True)
class Batch:
    """`breaker` is the system's as the claim found it. `alone`: a suspect, nothing beside it."""

    claims: list[Claim]
    breaker: Breaker
    alone: bool = False


# A suspect travels alone: were it carried with others, they would share its fate and its blame.
_CLAIM = """
    WITH heads AS (
        SELECT d.id, d.state = 'sending' AS abandoned
        FROM delivery_delivery d
        WHERE d.system_id = %(system)s AND d.state IN ('due', 'sending')
          AND d.due_at <= statement_timestamp() AND {which}
          AND (d.ordering = 'none' OR NOT EXISTS (
            SELECT FROM delivery_delivery e
            WHERE e.system_id = d.system_id AND e.subject_id = d.subject_id
              AND e.lane_seq < d.lane_seq
              AND e.state IN ('due', 'sending', 'uncertain', 'poisoned')))
        ORDER BY d.due_at
        LIMIT %(limit)s
        FOR UPDATE OF d SKIP LOCKED)
    UPDATE delivery_delivery d
    SET state = 'sending', lease_token = gen_random_uuid(),
        due_at = statement_timestamp() + %(lease)s, unsettled = d.unsettled + 1,
        ask_first = d.ask_first OR heads.abandoned, tries = d.tries + 1
    FROM heads, delivery_payload p
    WHERE d.id = heads.id AND p.delivery_id = d.id
    RETURNING d.id, d.lease_token, d.ask_first, d.tries - 1, d.attempts, d.payload_sha256, d.trace,
      d.key, d.subject_id, d.lane_seq, p.body, p.content_type, d.kind, d.intent,
      (SELECT m.marking FROM mapping_source m WHERE m.id = d.revision)
"""
_CLEAN = _CLAIM.format(which="d.unsettled = 0")
_SUSPECT = _CLAIM.format(which=f"d.unsettled BETWEEN 1 AND {POISON_CLAIMS - 1}")


def claim(*, system: System, limit: int = BATCH, suspects: bool = True) -> Batch:
    """Lease up to `limit` heads of this system's lanes: as many as its breaker, its rate and what
    is in flight leave room for, and none while it is paused. `suspects`: whether one of those
    that may have ended its worker can be taken now.

    A lease that ran out was left by a worker that died with the bytes perhaps already sent, so
    whoever takes it over asks before sending. What no agreement covers any more is held instead.
    """
    agreed.hold(system)
    with transaction.atomic():
        circuit = connectors.hold(system)
        room = circuit.room(in_flight=in_flight(system), wanted=limit)
        if room <= 0:
            return Batch([], circuit.breaker)
        alone = _run(_SUSPECT, system, 1) if suspects else []
        rows = alone or _run(_CLEAN, system, room)
        circuit.spend(len(rows))
        found = [_claim(system, *row) for row in rows]
        return Batch(found, circuit.breaker, bool(alone))


def _run(statement: str, system: System, limit: int) -> list[Any]:
    lease = timedelta(seconds=lease_seconds(system.send_seconds))
    values: Any = {"system": system.pk, "limit": limit, "lease": lease}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # psycopg adapts timedelta; the stubs do not know
        rows: list[Any] = cursor.fetchall()
        return rows


def _claim(
    system: System,
    pk: UUID,
    token: UUID,
    ask_first: bool,
    tries: int,
    attempts: int,
    sha256: str,
    trace: str,
    *item: Any,
) -> Claim:
    key, subject, version, body, content_type, kind, intent, marking = item
    carried = Item(
        key=key,
        subject=subject,
        version=version,
        payload=bytes(body),
        content_type=content_type,
        kind=kind,
        # Above its clearance only what was redacted goes out; an erasure has no source to ask.
        marking=marking if may_hold(system.clearance, marking or "") else system.clearance,
        intent=Intent(intent),
    )
    return Claim(pk, token, ask_first, tries, attempts, carried, sha256, trace)


def hand_back(claims: Sequence[Claim]) -> int:
    """Give up leases whose calls were never begun, as if nobody had claimed them; how many."""
    tokens = [held.token for held in claims]
    rows = Delivery.objects.filter(lease_token__in=tokens, state=State.SENDING.value)
    return rows.update(state=State.DUE.value, lease_token=None, due_at=Now(), unsettled=0)


# By hand: the ORM took longer to put it in words than PostgreSQL to answer it.
_IN_FLIGHT = """
    SELECT count(*) FROM delivery_delivery
    WHERE system_id = %s AND state = 'sending' AND due_at > statement_timestamp()
"""


def in_flight(system: System) -> int:
    """Leases that run: calls under way, or lost so lately that they may be."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_FLIGHT, [system.pk])
        return int(cursor.fetchone()[0])
