"""/api/v1/returns: the tables a force owes of its entries, month by month."""

from typing import Any, cast

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules.stepping import FRESH_OTHERS
from field_api.insights import actions
from field_api.insights.asking import downloaded, month_asked
from field_api.insights.rules import RETURNS
from field_api.lib.permissions import Reviews
from field_api.lib.problems import Problem

_FRESH = FRESH_OTHERS["OFFICIAL-SENSITIVE"]


class ReturnRefusal(s.Serializer[object]):
    submission = s.UUIDField()
    reference = s.CharField()
    column = s.CharField(help_text="Empty where the whole record is left out.")
    reason = s.CharField()


class ReturnPreview(s.Serializer[object]):
    name = s.CharField()
    month = s.CharField()
    count = s.IntegerField(help_text="Rows the file has.")
    refused = s.ListField(
        child=ReturnRefusal(), help_text="What the file has no place for, and leaves blank or out."
    )


_ASKED = [
    OpenApiParameter("month", str, description="`2026-11`; the month before this one unless said."),
    OpenApiParameter("preview", str, enum=["1"], description="What would be refused, as JSON."),
]
_ANSWERS: dict[Any, Any] = {
    (200, "text/csv"): OpenApiTypes.STR,
    (200, "application/json"): ReturnPreview,
}


class _Drawn(APIView):
    """Drawn by who may take records out, with a verification of the last quarter of an hour."""

    permission_classes = [Reviews]
    name = ""

    def get(self, request: Request) -> HttpResponseBase:
        by = cast(Officer, request.user)
        try:
            month = month_asked(request.query_params.get("month", ""))
        except ValueError as fault:
            raise Problem(400, "malformed-request", "No such month", str(fault)) from None
        identity.check_fresh(cast(Token, request.auth), _FRESH)
        if request.query_params.get("preview") != "1":
            return downloaded(by, RETURNS[self.name], month)
        found = actions.preview(by=by, of=RETURNS[self.name], month=month)
        said = {"name": self.name, "month": str(month), "count": len(found.rows)}
        return Response(ReturnPreview({**said, "refused": found.refused}).data)


class StopSearchReturn(_Drawn):
    """Stop and search of a month, in the fifteen columns of data.police.uk."""

    name = "stop-search"

    @extend_schema(operation_id="return_stop_search", parameters=_ASKED, responses=_ANSWERS)
    def get(self, request: Request) -> HttpResponseBase:
        return super().get(request)


class UseOfForceReturn(_Drawn):
    """Use of force in a month: a row for each officer and each person."""

    name = "use-of-force"

    @extend_schema(operation_id="return_use_of_force", parameters=_ASKED, responses=_ANSWERS)
    def get(self, request: Request) -> HttpResponseBase:
        return super().get(request)
