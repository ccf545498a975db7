"""/api/v1/systems and /deliveries: how each system stands, and one delivery's whole story."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.connectors.models import System
from field_api.delivery.models import Attempt, Delivery
from field_api.delivery.rules import LABELS, OPEN, State
from field_api.delivery.shapes import DeliveryList, SystemList, WholeDelivery
from field_api.lib import clock
from field_api.lib.permissions import Reviews
from field_api.lib.problems import Problem

MOST = 200
_IS_OPEN = Q(deliveries__state__in=[state.value for state in OPEN])


class Systems(APIView):
    @extend_schema(responses=SystemList)
    def get(self, request: Request) -> Response:
        rows = System.objects.visible_to(request.user).annotate(
            backlog=Count("deliveries", filter=_IS_OPEN),
            oldest=Min("deliveries__created_at", filter=_IS_OPEN),
            settled=Max("deliveries__settled_at"),
        )
        return Response({"systems": [_system(row) for row in rows.order_by("name")]})


def _system(row: Any) -> dict[str, Any]:
    waiting = (clock.now() - row.oldest).total_seconds() if row.oldest else 0.0
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "state": row.state,
        "backlog": row.backlog,
        "oldest_due_seconds": round(waiting, 1),
        "last_settled_at": clock.iso(row.settled) if row.settled else None,
    }


class Deliveries(APIView):
    permission_classes = [Reviews]

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=[state.value for state in State]),
            OpenApiParameter("system", str),
        ],
        responses=DeliveryList,
        operation_id="deliveries_list",
    )
    def get(self, request: Request) -> Response:
        rows = Delivery.objects.visible_to(request.user).select_related("system")
        if state := request.query_params.get("state"):
            rows = rows.filter(state=state)
        if system := request.query_params.get("system"):
            rows = rows.filter(system__code=system)
        newest = rows.order_by("-created_at")[:MOST]
        return Response({"deliveries": [_delivery(row) for row in newest]})


class OneDelivery(APIView):
    permission_classes = [Reviews]

    @extend_schema(operation_id="deliveries_read", responses=WholeDelivery)
    def get(self, request: Request, delivery: UUID) -> Response:
        rows = Delivery.objects.visible_to(request.user).select_related("system")
        row = rows.filter(pk=delivery).first()
        if row is None:
            raise Problem(404, "not-found", "Not found")
        attempts = row.attempt_log.order_by("id")
        return Response({**_delivery(row), "attempts": [_attempt(one) for one in attempts]})


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "system": row.system.code,
        "subject": str(row.subject_id),
        "revision": str(row.revision),
        "kind": row.kind,
        "version": row.lane_seq,
        "state": row.state,
        "label": LABELS[State(row.state)],
        "ref": row.remote_ref,
        "reason": row.reason,
        "fields": row.faults,
        "sha256": row.payload_sha256,
        "tries": row.tries,
        "created_at": clock.iso(row.created_at),
        "due_at": clock.iso(row.due_at),
        "settled_at": clock.iso(row.settled_at) if row.settled_at else None,
    }


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "step": row.step,
        "outcome": row.outcome,
        "status": row.status,
        "reason": row.reason,
        "duration_ms": row.duration_ms,
        "at": clock.iso(row.finished_at),
    }
