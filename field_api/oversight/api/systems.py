"""/api/v1/systems/…: how each stands, stopping it, and the alerts about it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.lib.permissions import Oversees, Steers
from field_api.lib.problems import Problem
from field_api.oversight.actions import alerts
from field_api.oversight.actions.systems import Standing, standings
from field_api.oversight.api.asked import found, moment, officer, said, system
from field_api.oversight.models import Alert
from field_api.oversight.shapes import (
    AlertList,
    AlertShape,
    PausedSystem,
    PauseShape,
    ReasonShape,
    SystemHealthList,
)


class Healths(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=SystemHealthList)
    def get(self, request: Request) -> Response:
        return Response({"systems": [_health(one) for one in standings(officer(request))]})


class Pause(APIView):
    permission_classes = [Steers]

    @extend_schema(request=PauseShape, responses=PausedSystem)
    def post(self, request: Request, code: str) -> Response:
        row, given = system(request, code), said(PauseShape, request)
        try:
            made = connectors.pause(system=row, by=officer(request), **given)
        except ValueError as error:
            raise Problem(422, "malformed-request", "Not paused", str(error)) from error
        return Response(_paused(made))


class Drain(APIView):
    permission_classes = [Steers]

    @extend_schema(request=ReasonShape, responses=PausedSystem)
    def post(self, request: Request, code: str) -> Response:
        row, given = system(request, code), said(ReasonShape, request)
        return Response(_paused(connectors.drain_out(system=row, by=officer(request), **given)))


class Resume(APIView):
    permission_classes = [Steers]

    @extend_schema(request=ReasonShape, responses=PausedSystem)
    def post(self, request: Request, code: str) -> Response:
        row, given = system(request, code), said(ReasonShape, request)
        return Response(_paused(connectors.resume(system=row, by=officer(request), **given)))


class Alerts(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=AlertList)
    def get(self, request: Request) -> Response:
        rows = Alert.objects.visible_to(request.user).open().order_by("-level", "raised_at")
        known = rows.select_related("system", "acknowledged_by")
        return Response({"alerts": [_alert(row) for row in known]})


class Acknowledge(APIView):
    permission_classes = [Steers]

    @extend_schema(request=None, responses=AlertShape)
    def post(self, request: Request, alert: int) -> Response:
        row = found(Alert.objects.visible_to(request.user).filter(pk=alert).first())
        return Response(_alert(alerts.acknowledge(alert=row, by=officer(request))))


def _paused(row: System) -> dict[str, Any]:
    return {
        "code": row.code,
        "state": row.state,
        "paused_by": row.paused_by.display_name if row.paused_by else "",
        "paused_until": moment(row.paused_until),
        "pause_reason": row.pause_reason,
    }


def _health(one: Standing) -> dict[str, Any]:
    facts = one.facts
    return {
        **_paused(one.system),
        "name": one.system.name,
        "word": one.word.value,
        "waiting": facts.backlog.waiting,
        "in_flight": facts.backlog.in_flight,
        "limit": one.limit,
        "oldest_seconds": round(facts.lag or 0.0, 1),
        "budget_used": round(facts.lag_used or 0.0, 3),
        "next_try_at": moment(facts.next_try),
        "trouble": facts.reason,
        "last_accepted_at": moment(facts.pace.last),
        "dead_letters": one.letters,
        "settled": one.settled,
    }


def _alert(row: Alert) -> dict[str, Any]:
    return {
        "id": row.pk,
        "system": row.system.code if row.system else "",
        "what": row.what,
        "level": row.level,
        "details": row.details,
        "raised_at": moment(row.raised_at),
        "acknowledged_by": row.acknowledged_by.display_name if row.acknowledged_by else "",
    }
