"""/api/v1/alerts/receipts: what handsets tell of alerts."""

from datetime import datetime
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.alerts import actions as alerts
from field_api.alerts import shapes
from field_api.alerts.actions import Heard
from field_api.alerts.rules import Outcome, Step
from field_api.identity.models import Token
from field_api.lib import clock


class Receipts(APIView):
    """Delivered, seen, acted: a batch, of which each counts once however often it is sent."""

    @extend_schema(
        operation_id="alert_receipts",
        summary="Tell that alerts came, were seen, and what was done",
        request=shapes.ReceiptsTold,
        responses={200: shapes.ReceiptsKept},
    )
    def post(self, request: Request) -> Response:
        given = shapes.ReceiptsTold(data=request.data)
        given.is_valid(raise_exception=True)
        said = [_heard(one) for one in given.validated_data["receipts"]]
        results = alerts.receive(device=cast(Token, request.auth).device, said=said)
        told = [
            {"alert": one.alert, "step": one.step, "outcome": one.key[2], "status": status}
            for one, status in zip(said, results, strict=True)
        ]
        return Response({"server_time": clock.iso(clock.now()), "results": told})


def _heard(one: dict[str, Any]) -> Heard:
    outcome = Outcome(one["outcome"]) if "outcome" in one else None
    return Heard(one["alert"], Step(one["step"]), _moment(one["at"]), outcome, one["words"].strip())


def _moment(text: str) -> datetime | None:
    """A clock that makes no sense is one that did not say; nothing is refused for it."""
    try:
        return clock.parse(text)
    except ValueError:
        return None
