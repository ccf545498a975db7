"""/api/v1/returns: the files a force owes of its entries, month by month."""

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
from field_api.insights.rules import RETURNS, Month, Return
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
    count = s.IntegerField(help_text="Rows the file has, of all its tables.")
    refused = s.ListField(
        child=ReturnRefusal(), help_text="What the file has no place for, and leaves blank or out."
    )


class OneReturn(s.Serializer[object]):
    name = s.CharField()
    title = s.CharField()
    kinds = s.ListField(child=s.CharField(), help_text="Drawn from these; empty for all.")
    files = s.ListField(child=s.CharField(), help_text="The first unless asked.")


class ReturnList(s.Serializer[object]):
    returns = s.ListField(child=OneReturn())


_ASKED = [
    OpenApiParameter("name", str, OpenApiParameter.PATH, enum=list(RETURNS)),
    OpenApiParameter("month", str, description="`2026-11`; the month before this one unless said."),
]
_FILE = OpenApiParameter("file", str, description="`csv`, `json`: a form the return comes in.")
_JSON = "application/json"
_ANSWERS: dict[Any, Any] = {
    (200, form.media_type): OpenApiTypes.ANY if form.media_type == _JSON else OpenApiTypes.BINARY
    for of in RETURNS.values()
    for form in of.forms
}


class Returns(APIView):
    """The returns there are."""

    permission_classes = [Reviews]

    @extend_schema(operation_id="returns_list", responses=ReturnList)
    def get(self, request: Request) -> HttpResponseBase:
        needed = actions.given(cast(Officer, request.user), Month(2000, 1))
        said = [
            {
                "name": one.name,
                "title": one.called(needed),
                "kinds": one.kinds,
                "files": [form.suffix for form in one.forms],
            }
            for one in RETURNS.values()
        ]
        return Response(ReturnList({"returns": said}).data)


class Drawn(APIView):
    """One return of a month. Drawn by who may take records out, with a verification of the last
    quarter of an hour."""

    permission_classes = [Reviews]

    @extend_schema(operation_id="return_drawn", parameters=[*_ASKED, _FILE], responses=_ANSWERS)
    def get(self, request: Request, name: str) -> HttpResponseBase:
        of = _named(name)
        try:
            form = of.form(request.query_params.get("file", ""))
        except ValueError as fault:
            raise Problem(400, "malformed-request", "No such file", str(fault)) from None
        month = _month(request.query_params.get("month", ""))
        identity.check_fresh(cast(Token, request.auth), _FRESH)
        return downloaded(cast(Officer, request.user), of, month, form)


class Previewed(APIView):
    """What a return of a month would hold, and what it has no place for."""

    permission_classes = [Reviews]

    @extend_schema(operation_id="return_preview", parameters=_ASKED, responses=ReturnPreview)
    def get(self, request: Request, name: str) -> HttpResponseBase:
        of = _named(name)
        month = _month(request.query_params.get("month", ""))
        identity.check_fresh(cast(Token, request.auth), _FRESH)
        found = actions.preview(by=cast(Officer, request.user), of=of, month=month)
        said = {"name": of.name, "month": str(month), "count": found.count}
        return Response(ReturnPreview({**said, "refused": found.refused}).data)


class SendReturn(s.Serializer[object]):
    month = s.CharField(required=False, allow_blank=True, max_length=7)


class SentDelivery(s.Serializer[object]):
    id = s.UUIDField()
    system = s.CharField()
    kind = s.CharField()
    version = s.IntegerField(help_text="How often this month was sent there.")
    state = s.CharField()


class SentReturn(s.Serializer[object]):
    name = s.CharField()
    month = s.CharField()
    deliveries = s.ListField(child=SentDelivery())


class Sent(APIView):
    """One return of a month, delivered to the systems that are routed to it."""

    permission_classes = [Reviews]

    @extend_schema(
        operation_id="return_send",
        parameters=_ASKED[:1],
        request=SendReturn,
        responses={202: SentReturn},
    )
    def post(self, request: Request, name: str) -> HttpResponseBase:
        of = _named(name)
        said = SendReturn(data=request.data)
        said.is_valid(raise_exception=True)
        month = _month(said.validated_data.get("month", ""))
        identity.check_fresh(cast(Token, request.auth), _FRESH)
        made = actions.send(by=cast(Officer, request.user), of=of, month=month)
        rows = [
            {
                "id": one.pk,
                "system": one.system.code,
                "kind": one.kind,
                "version": one.lane_seq,
                "state": one.state,
            }
            for one in made
        ]
        answer = {"name": of.name, "month": str(month), "deliveries": rows}
        return Response(SentReturn(answer).data, status=202)


def _named(name: str) -> Return:
    try:
        return RETURNS[name]
    except KeyError:
        raise Problem(404, "not-found", "There is no such return") from None


def _month(asked: str) -> Month:
    try:
        return month_asked(asked)
    except ValueError as fault:
        raise Problem(400, "malformed-request", "No such month", str(fault)) from None
