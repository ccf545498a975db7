"""POST /api/v1/glass/break: open one record that is not the officer's to see."""

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Token
from field_api.lib import clock
from field_api.policy.rules.breaking import LONGEST_REASON, SHORTEST_REASON
from field_api.submissions.actions import breaking


class BreakingShape(s.Serializer[object]):
    """A grant for `break-glass` on `record:<named>`, with `named` in capitals."""

    named = s.CharField(max_length=60, help_text="The record's whole reference, or its id.")
    reason = s.CharField(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
    grant = s.CharField(max_length=64, allow_blank=True, default="")


class OpenedShape(s.Serializer[object]):
    glass = s.UUIDField()
    submission = s.UUIDField()
    reference = s.CharField()
    expires_at = s.CharField()


class Break(APIView):
    """Told to the record's author and supervisors at once, and judged by one of these."""

    @extend_schema(operation_id="glass_break", request=BreakingShape, responses={201: OpenedShape})
    def post(self, request: Request) -> Response:
        given = BreakingShape(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        made = breaking.break_glass(
            officer=cast(Officer, request.user),
            named=said["named"],
            reason=said["reason"],
            leave=Leave(cast(Token, request.auth).device, said["grant"]),
        )
        document = {
            "glass": str(made.pk),
            "submission": str(made.submission),
            "reference": made.reference,
            "expires_at": clock.iso(made.expires_at),
        }
        return Response(document, status=201)
