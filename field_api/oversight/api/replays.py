"""/api/v1/replays: what sending again would do, ordering it, seconding and stopping it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.delivery.actions import replay as replaying
from field_api.delivery.models import Replay
from field_api.identity.models import Officer
from field_api.lib.permissions import Oversees, Steers
from field_api.mapping.rules.differences import ABSENT
from field_api.oversight.actions.previews import Preview, preview
from field_api.oversight.api.asked import found, moment, officer, said, system
from field_api.oversight.shapes import (
    OrderShape,
    PlanShape,
    ReasonShape,
    ReplayList,
    ReplayShape,
    TermsShape,
    scope_of,
)

MOST = 100


class Plan(APIView):
    """What would happen. Nothing does."""

    permission_classes = [Steers]

    @extend_schema(request=TermsShape, responses=PlanShape)
    def post(self, request: Request) -> Response:
        given = said(TermsShape, request)
        row, by = system(request, given.pop("system")), officer(request)
        scope = scope_of(given.pop("scope"))
        return Response(_plan(preview(system=row, scope=scope, officer=by, **given)))


class Replays(APIView):
    permission_classes = [Steers]

    @extend_schema(responses=ReplayList, operation_id="replays_list")
    def get(self, request: Request) -> Response:
        rows = _seen(officer(request))
        return Response({"replays": [_replay(row) for row in rows.order_by("-pk")[:MOST]]})

    @extend_schema(request=OrderShape, responses={201: ReplayShape})
    def post(self, request: Request) -> Response:
        given = said(OrderShape, request)
        row, by = system(request, given.pop("system")), officer(request)
        scope = scope_of(given.pop("scope"))
        made = replaying.order(system=row, scope=scope, by=by, **given)
        return Response(_replay(made), status=201)


class OneReplay(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=ReplayShape, operation_id="replays_read")
    def get(self, request: Request, replay: int) -> Response:
        rows = _seen(officer(request))
        return Response(_replay(found(rows.filter(pk=replay).first())))


class Second(APIView):
    permission_classes = [Steers]

    @extend_schema(request=None, responses=ReplayShape)
    def post(self, request: Request, replay: int) -> Response:
        return Response(_replay(replaying.second(replay=replay, by=officer(request))))


class Stop(APIView):
    permission_classes = [Steers]

    @extend_schema(request=ReasonShape, responses=ReplayShape)
    def post(self, request: Request, replay: int) -> Response:
        given = said(ReasonShape, request)
        return Response(_replay(replaying.stop(replay=replay, by=officer(request), **given)))


def _seen(by: Officer) -> QuerySet[Replay]:
    seen = Replay.objects.visible_to(by)
    return seen.select_related("system", "requested_by", "seconded_by")


def _replay(row: Replay) -> dict[str, Any]:
    return {
        "id": row.pk,
        "system": row.system.code,
        "state": row.state,
        "reason": row.reason,
        "fresh_key": row.fresh_key,
        "rerender": row.rerender,
        "total": row.total,
        "made": row.made,
        "skipped": row.skipped,
        "requested_by": row.requested_by.display_name,
        "requested_at": moment(row.requested_at),
        "seconded_by": row.seconded_by.display_name if row.seconded_by else "",
        "ended_at": moment(row.ended_at),
    }


def _plan(one: Preview) -> dict[str, Any]:
    plan = one.plan
    return {
        "total": plan.total,
        "goes": plan.goes,
        "refused": dict(plan.refused),
        "whole": plan.whole,
        "changed": plan.changed,
        "needs_a_second": plan.needs_a_second,
        "samples": [
            {
                "delivery": str(sample.changed.delivery),
                "reference": sample.submission.reference,
                "changes": [
                    {
                        "pointer": change.pointer,
                        "before": None if change.before is ABSENT else change.before,
                        "after": None if change.after is ABSENT else change.after,
                    }
                    for change in sample.changed.changes
                ],
            }
            for sample in one.samples
        ],
    }
