"""What each system would be told of an entry, were it released now. Keeps and sends nothing."""

from dataclasses import dataclass, field
from uuid import UUID

from field_api.connectors.models import System
from field_api.delivery.actions import agreed
from field_api.delivery.actions.outbox import freeze
from field_api.delivery.models import Delivery, Route
from field_api.delivery.rules import State
from field_api.lib import clock
from field_api.mapping import actions as mapping
from field_api.mapping.actions import Released

_NONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Told:
    """`goes` says whether it would be sent as it is; else `reason` says why not. `body` are the
    bytes, `removed` pointers to what the system may not be sent, `faults` {pointer, text} each.
    """

    system: System
    goes: bool
    reason: str
    body: bytes
    content_type: str
    removed: list[str] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)


def told(source: Released) -> list[Told]:
    """By the routes and mappings in use, by name of system."""
    routes = Route.objects.filter(kind=source.kind, active=True, system__takes_entries=True)
    ready = mapping.current([source.kind])
    return [
        _told(source, route, ready.get((source.kind, route.system_id)))
        for route in routes.select_related("system").order_by("system__name")
    ]


def _told(source: Released, route: Route, ready: mapping.Ready | None) -> Told:
    unsaved = _unsaved(source, route)
    delivery, payload = freeze(source, unsaved, ready)
    reason = delivery.reason
    if not reason and not agreed.covers(
        route.system, force=source.force, kind=source.kind, marking=source.marking
    ):
        reason = agreed.NO_AGREEMENT
    return Told(
        system=route.system,
        goes=delivery.state == State.DUE.value and not reason,
        reason=reason,
        body=bytes(payload.body),
        content_type=payload.content_type,
        removed=list(payload.removed),
        faults=list(delivery.faults),
    )


def _unsaved(source: Released, route: Route) -> Delivery:
    return Delivery(
        id=_NONE,
        key=_NONE,
        system=route.system,
        subject_id=source.subject,
        revision=source.revision,
        kind=source.kind,
        force=source.force,
        lane_seq=1,
        redacts=route.redacts,
        due_at=clock.now(),
    )
