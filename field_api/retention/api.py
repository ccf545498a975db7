"""/api/v1/retention and /api/v1/submissions/<id>/{retention,hold,disposal}."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Token
from field_api.identity.models.officers import today
from field_api.lib.permissions import Erases
from field_api.lib.problems import Problem
from field_api.retention import actions as retention
from field_api.retention.actions import Seal
from field_api.retention.rules.groups import QUESTIONS, Group
from field_api.retention.rules.verdicts import Verdict
from field_api.submissions.actions import Seen, holds

_OBJECT = {200: OpenApiTypes.OBJECT}


class Conclusion(s.Serializer[object]):
    """What a reviewer decides. `grant` is of a step-up for `propose-erasure`, to let go."""

    revision = s.UUIDField()
    hash = s.CharField(max_length=64)
    verdict = s.ChoiceField([one.value for one in Verdict])
    group = s.ChoiceField([one.value for one in Group], required=False)
    answers = s.DictField(
        child=s.BooleanField(), help_text="By question: " + ", ".join(QUESTIONS) + "."
    )
    text = s.CharField(max_length=2000)
    next_on = s.DateField(required=False)
    grant = s.CharField(max_length=100, required=False, default="", allow_blank=True)


class Holding(s.Serializer[object]):
    need = s.ChoiceField(list(holds.needs()))
    text = s.CharField(max_length=2000)


class Lifting(s.Serializer[object]):
    text = s.CharField(max_length=2000)


class Reviews(APIView):
    """What is due for review within ninety days."""

    permission_classes = [Erases]

    @extend_schema(operation_id="retention_list", responses=_OBJECT)
    def get(self, request: Request) -> Response:
        rows = retention.due(_officer(request), today() + timedelta(days=90))
        return Response({"reviews": rows})


class OneReview(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="retention_read", responses=_OBJECT)
    def get(self, request: Request, submission: UUID) -> Response:
        return _answer(submission, request)

    @extend_schema(operation_id="retention_conclude", request=Conclusion, responses=_OBJECT)
    def post(self, request: Request, submission: UUID) -> Response:
        given = _valid(Conclusion, request)
        seal = {name: given[name] for name in ("verdict", "text", "answers")}
        seal |= {name: given[name] for name in ("group", "next_on") if name in given}
        token = cast(Token, request.auth)
        retention.conclude(
            submission=submission,
            officer=_officer(request),
            seen=Seen(given["revision"], given["hash"]),
            seal=Seal(**seal),
            leave=Leave(token.device, given["grant"]),
        )
        return _answer(submission, request)


class Hold(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="retention_hold", request=Holding, responses=_OBJECT)
    def post(self, request: Request, submission: UUID) -> Response:
        holds.hold(submission=submission, officer=_officer(request), **_valid(Holding, request))
        return _answer(submission, request)


class Lift(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="retention_lift", request=Lifting, responses=_OBJECT)
    def post(self, request: Request, submission: UUID, hold: UUID) -> Response:
        text = _valid(Lifting, request)["text"]
        holds.lift(submission=submission, hold=hold, officer=_officer(request), text=text)
        return _answer(submission, request)


class Disposal(APIView):
    """Proof that all of it was disposed of."""

    permission_classes = [Erases]

    @extend_schema(operation_id="disposal_read", responses=_OBJECT)
    def get(self, request: Request, submission: UUID) -> Response:
        found = retention.disposal(submission=submission, officer=_officer(request))
        if found is None:
            raise Problem(404, "not-found", "Not found")
        return Response(found)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the permission of every door here lets nobody else in


def _valid(shape: type[s.Serializer[object]], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(submission: UUID, request: Request) -> Response:
    found = retention.review_of(submission, _officer(request))
    if found is None:
        raise Problem(404, "not-found", "Not found")
    del found["sections"]  # the document has the same, as it was written
    return Response(found)
