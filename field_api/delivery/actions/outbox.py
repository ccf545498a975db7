"""Putting work in the outbox, in the transaction that decided it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.actions import agreed, amending, tasks
from field_api.delivery.actions.drain import nudge
from field_api.delivery.models import Delivery, Payload, Route
from field_api.delivery.rules import Ordering, State, key, may_go, may_hold
from field_api.lib import clock, sql, trace
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Ready, Released
from field_api.mapping.rules import MappingState


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was approved. `document` is what mappings read; `tell` the officers to be told; `only`
    the partners whose systems alone may have it, None for any system.
    """

    subject: UUID
    revision: UUID
    kind: str
    force: str
    marking: str
    document: dict[str, Any]
    tell: tuple[int, ...]
    markings: dict[str, str] = field(default_factory=dict)
    trace: str = ""
    only: tuple[str, ...] | None = None

    def released(self) -> Released:
        return Released(
            revision=self.revision,
            subject=self.subject,
            kind=self.kind,
            force=self.force,
            marking=self.marking,
            document=self.document,
            markings=self.markings,
        )


def route(*, kind: str, system: System, **terms: Any) -> Route:
    """Send a kind to a system on these terms: `ordering`, `deliver_by_seconds`, `when_late`,
    `redacts`, as on `Route`. It needs a mapping in use (`mapping.install`).
    """
    found, _ = Route.objects.update_or_create(
        kind=kind, system=system, defaults={**terms, "active": True}
    )
    return found


def enqueue(parcels: Sequence[Parcel]) -> list[Delivery]:
    """One frozen delivery for each route of each parcel. At most one parcel a subject in a call.

    Must run inside the deciding transaction: a decision without its deliveries must not exist.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue belongs in the transaction that decides")
    by_kind = _routes({parcel.kind for parcel in parcels})
    ways = {parcel.revision: _open_to(parcel, by_kind[parcel.kind]) for parcel in parcels}
    parcels = [parcel for parcel in parcels if ways[parcel.revision]]
    if not parcels:
        return []
    mapping.keep([parcel.released() for parcel in parcels])
    numbers = _next_numbers([parcel.subject for parcel in parcels])
    used = [way.mapping for parcel in parcels for way in ways[parcel.revision] if way.mapping]
    ready = mapping.of(set(used))
    made = [
        freeze(
            parcel.released(),
            _place(parcel, way.route, numbers),
            ready[way.mapping[0]] if way.mapping else None,
        )
        for parcel in parcels
        for way in ways[parcel.revision]
    ]
    agreed.hold_back([delivery for delivery, _ in made])
    held = amending.hold_back([delivery for delivery, _ in made])
    sql.insert([delivery for delivery, _ in made])
    sql.insert([payload for _, payload in made])
    amending.ask(held)
    tasks.put_in([delivery for delivery, _ in made])
    _supersede([delivery for delivery, _ in made])
    nudge({delivery.system_id for delivery, _ in made})
    return [delivery for delivery, _ in made]


@dataclass(frozen=True, slots=True)
class _Way:
    """A route, and the mapping version in use for it by number and age; None where none is."""

    route: Route
    mapping: tuple[int, datetime] | None


_ROUTES = f"""
    SELECT {sql.columns(Route, "r")}, {sql.columns(System, "s")}, m.id, m.created_at
    FROM delivery_route r JOIN connectors_system s ON s.id = r.system_id
    LEFT JOIN mapping_mapping m ON m.system_id = r.system_id AND m.kind = r.kind
      AND m.state = '{MappingState.ACTIVE.value}'
    WHERE r.kind = ANY(%s::text[]) AND r.active AND s.takes_entries ORDER BY r.system_id
"""  # noqa: S608 names of our own columns


def _routes(kinds: set[str]) -> dict[str, list[_Way]]:
    by_kind: dict[str, list[_Way]] = defaultdict(list)
    if kinds:
        for found, system, *used in sql.read(_ROUTES, sorted(kinds), of=(Route, System)):
            found.system = system
            by_kind[found.kind].append(_Way(found, (used[0], used[1]) if used[0] else None))
    return by_kind


def _open_to(parcel: Parcel, ways: list[_Way]) -> list[_Way]:
    """The last gate: a route somebody made all the same carries nothing that may not go there."""
    return [one for one in ways if may_go(one.route.system.partner, parcel.only)]


_NUMBER = """
    INSERT INTO delivery_subject (id, seq) SELECT unnest(%s::uuid[]), 1
    ON CONFLICT (id) DO UPDATE SET seq = delivery_subject.seq + 1 RETURNING id, seq
"""


def _next_numbers(subjects: list[UUID]) -> dict[UUID, int]:
    # Sorted: everyone locks in the same order.
    return {subject: seq for subject, seq in sql.run(_NUMBER, sorted(subjects))}


def _place(parcel: Parcel, route: Route, numbers: dict[UUID, int]) -> Delivery:
    name = key(system=route.system.code, revision=parcel.revision, generation=1)
    return Delivery(
        id=name,
        key=name,
        system=route.system,
        subject_id=parcel.subject,
        revision=parcel.revision,
        kind=parcel.kind,
        force=parcel.force,
        lane_seq=numbers[parcel.subject],
        ordering=route.ordering,
        when_late=route.when_late,
        deliver_by=_limit(route),
        redacts=route.redacts,
        tell=list(parcel.tell),
        trace=parcel.trace or trace.current(),
    )


def _supersede(made: list[Delivery]) -> None:
    """Take the place of earlier versions that no system can have seen: due, and not in doubt."""
    for delivery in made:
        due = delivery.state == State.DUE.value and delivery.lane_seq > 1
        if delivery.ordering != Ordering.LATEST_WINS.value or not due:
            continue
        Delivery.objects.filter(
            system=delivery.system_id,
            subject=delivery.subject_id,
            lane_seq__lt=delivery.lane_seq,
            state=State.DUE.value,
            ask_first=False,
        ).update(
            state=State.CANCELLED.value,
            settled_at=Now(),
            reason=f"version {delivery.lane_seq} goes in its place",
        )


def _limit(route: Route) -> datetime | None:
    if route.deliver_by_seconds is None:
        return None
    return clock.now() + timedelta(seconds=route.deliver_by_seconds)


def freeze(source: Released, delivery: Delivery, ready: Ready | None) -> tuple[Delivery, Payload]:
    """Render an unsaved delivery once: the bytes every attempt will send.

    A mapping that fails must not undo the officer's entry or the decision: it is one delivery for a
    person to look at.
    """
    body, content_type, removed = b"", "", list[str]()
    if may_hold(delivery.system.clearance, source.marking) or delivery.redacts:
        body, content_type, removed = _rendered(source, delivery, ready)
    else:
        reason = f"{delivery.system.name} is not cleared for {source.marking}"
        _set_aside(delivery, State.HELD, reason)
    delivery.payload_sha256 = sha256(body).hexdigest() if body else ""
    payload = Payload(delivery=delivery, body=body, content_type=content_type, removed=removed)
    return delivery, payload


def _rendered(
    source: Released, delivery: Delivery, ready: Ready | None
) -> tuple[bytes, str, list[str]]:
    if ready is None:
        _set_aside(delivery, State.REJECTED, "no mapping is in use for this kind and system")
        return b"", "", []
    delivery.mapping_id = ready.id
    system = delivery.system
    try:
        mapped = ready.apply(source, version=delivery.lane_seq, clearance=system.clearance)
        connector = connectors.connector(system)
        body, content_type = connector.render(mapped.document)
        faults = [*mapped.faults, *connector.validate(body)]
    except Exception as error:
        _set_aside(delivery, State.REJECTED, f"our mapping failed: {type(error).__name__}")
        return b"", "", []
    if faults:
        _set_aside(delivery, State.REJECTED, "our own check found the mapped content wrong")
        delivery.faults = [{"pointer": fault.pointer, "text": fault.text} for fault in faults]
    return body, content_type, mapped.removed


def _set_aside(delivery: Delivery, state: State, reason: str) -> None:
    delivery.state, delivery.reason, delivery.settled_at = state.value, reason, clock.now()
