"""Putting work in the outbox, in the transaction that decided it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery import mappings
from field_api.delivery.actions.drain import nudge
from field_api.delivery.models import Delivery, Payload, Route
from field_api.delivery.rules import State, key, may_hold
from field_api.lib import clock, trace


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was approved. `document` is what mappings read; `tell` the officers to be told."""

    subject: UUID
    revision: UUID
    kind: str
    force: str
    marking: str
    document: dict[str, Any]
    tell: tuple[int, ...]


def route(*, kind: str, system: System, mapping: str) -> Route:
    """Send a kind to a system. Raises KeyError for a mapping that does not exist."""
    mappings.find(mapping)
    found, _ = Route.objects.update_or_create(
        kind=kind, system=system, defaults={"mapping": mapping, "active": True}
    )
    return found


def enqueue(parcels: Sequence[Parcel]) -> list[Delivery]:
    """One frozen delivery for each route of each parcel. At most one parcel a subject in a call.

    Must run inside the deciding transaction: a decision without its deliveries must not exist.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue belongs in the transaction that decides")
    routes = _routes({parcel.kind for parcel in parcels})
    parcels = [parcel for parcel in parcels if routes[parcel.kind]]
    if not parcels:
        return []
    numbers = _next_numbers([parcel.subject for parcel in parcels])
    made = [
        _freeze(parcel, route, numbers[parcel.subject])
        for parcel in parcels
        for route in routes[parcel.kind]
    ]
    Delivery.objects.bulk_create([delivery for delivery, _ in made])
    Payload.objects.bulk_create([payload for _, payload in made])
    nudge({delivery.system_id for delivery, _ in made})
    return [delivery for delivery, _ in made]


def _routes(kinds: set[str]) -> dict[str, list[Route]]:
    by_kind: dict[str, list[Route]] = defaultdict(list)
    active = Route.objects.filter(kind__in=kinds, active=True, system__takes_entries=True)
    for found in active.select_related("system").order_by("system_id"):
        by_kind[found.kind].append(found)
    return by_kind


_NUMBER = """
    INSERT INTO delivery_subject (id, seq) SELECT unnest(%s::uuid[]), 1
    ON CONFLICT (id) DO UPDATE SET seq = delivery_subject.seq + 1 RETURNING id, seq
"""


def _next_numbers(subjects: list[UUID]) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [sorted(subjects)])  # sorted: everyone locks in the same order
        return dict(cursor.fetchall())


def _freeze(parcel: Parcel, route: Route, seq: int) -> tuple[Delivery, Payload]:
    system = route.system
    delivery = Delivery(
        id=key(system=system.code, revision=parcel.revision, generation=1),
        system=system,
        subject_id=parcel.subject,
        revision=parcel.revision,
        kind=parcel.kind,
        force=parcel.force,
        lane_seq=seq,
        tell=list(parcel.tell),
        trace=trace.current(),
    )
    body, content_type = b"", ""
    if may_hold(system.clearance, parcel.marking):
        body, content_type = _render(delivery, parcel, route)
    else:
        _set_aside(delivery, State.HELD, f"{system.name} is not cleared for {parcel.marking}")
    delivery.payload_sha256 = sha256(body).hexdigest() if body else ""
    payload = Payload(
        delivery=delivery, body=body, content_type=content_type, mapping=route.mapping
    )
    return delivery, payload


def _render(delivery: Delivery, parcel: Parcel, route: Route) -> tuple[bytes, str]:
    # A mapping that fails must not undo the officer's entry or the decision: it is one delivery
    # for a person to look at.
    try:
        mapped = mappings.find(route.mapping)(
            parcel.kind, {**parcel.document, "seq": delivery.lane_seq}
        )
        connector = connectors.connector(route.system)
        body, content_type = connector.render(mapped)
        faults = connector.validate(body)
    except Exception as error:
        _set_aside(delivery, State.REJECTED, f"our mapping failed: {type(error).__name__}")
        return b"", ""
    if faults:
        _set_aside(delivery, State.REJECTED, "our own check found the mapped content wrong")
        delivery.faults = [{"pointer": fault.pointer, "text": fault.text} for fault in faults]
    return body, content_type


def _set_aside(delivery: Delivery, state: State, reason: str) -> None:
    delivery.state, delivery.reason, delivery.settled_at = state.value, reason, clock.now()
