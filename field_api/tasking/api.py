"""/api/v1/taskings/steps: what handsets tell of taskings."""

from datetime import datetime
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Token
from field_api.lib import clock
from field_api.tasking import actions as tasking
from field_api.tasking import shapes
from field_api.tasking.actions import Told
from field_api.tasking.rules import Outcome, Step


class Steps(APIView):
    """Seen, taken on, declined, written up, done: a batch, each once however often it is sent."""

    @extend_schema(
        operation_id="tasking_steps",
        summary="Tell that taskings came and were seen, who goes, and what came of it",
        request=shapes.StepsTold,
        responses={200: shapes.StepsKept},
    )
    def post(self, request: Request) -> Response:
        given = shapes.StepsTold(data=request.data)
        given.is_valid(raise_exception=True)
        said = [_told(one) for one in given.validated_data["steps"]]
        results = tasking.receive(device=cast(Token, request.auth).device, said=said)
        told = [{"id": one.id, "status": status} for one, status in zip(said, results, strict=True)]
        return Response({"server_time": clock.iso(clock.now()), "results": told})


def _told(one: dict[str, Any]) -> Told:
    return Told(
        id=one["id"],
        tasking=one["tasking"],
        step=Step(one["step"]),
        at=_moment(one["at"]),
        outcome=Outcome(one["outcome"]) if "outcome" in one else None,
        words=one["words"].strip(),
        submission=one.get("submission"),
    )


def _moment(text: str) -> datetime | None:
    """A clock that makes no sense is one that did not say; nothing is refused for it."""
    try:
        return clock.parse(text)
    except ValueError:
        return None
