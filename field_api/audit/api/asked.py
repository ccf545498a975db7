"""/api/v1/asked: what an officer is asked about their look-ups, and their answers."""

from typing import Any, TypeVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from field_api.audit import shapes
from field_api.audit.actions import answering
from field_api.identity.models import Officer

Shape = TypeVar("Shape", bound="Serializer[Any]")


class Asked(APIView):
    """What you are still asked about, oldest first. It never holds up work."""

    @extend_schema(operation_id="asked_list", responses=shapes.Asked)
    def get(self, request: Request) -> Response:
        return Response({"asked": answering.asked(officer(request))})


class Answer(APIView):
    @extend_schema(
        operation_id="asked_answer", request=shapes.JustificationShape, responses={204: None}
    )
    def post(self, request: Request, sample: int) -> Response:
        text = read(shapes.JustificationShape, request).validated_data["text"]
        answering.answer(sample=sample, officer=officer(request), text=text)
        return Response(status=204)


def officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def read(shape: type[Shape], request: Request) -> Shape:
    """What was asked, checked. Raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given
