"""/api/v1/situation: the map of what happens where."""

from typing import cast

from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.situation import actions, shapes
from field_api.situation.ground import ground_of, tag_of
from field_api.situation.shown import document

_TAG = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="Its ETag.")


class Situation(APIView):
    @extend_schema(
        operation_id="situation",
        summary="Entries, hits and alerts of the last hours that the officer may know of",
        parameters=[shapes.MapAsked, _TAG],
        responses={200: shapes.MapShown, 304: OpenApiResponse(description="Nothing is new.")},
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> Response:
        given = shapes.MapAsked(data=request.query_params)
        given.is_valid(raise_exception=True)
        officer = cast(Officer, request.user)
        shown = actions.situation(
            officer=officer, hours=given.validated_data["hours"], carried=True
        )
        held = request.headers.get("If-None-Match", "")
        if not actions.looked(officer=officer, shown=shown, held=held):
            return Response(status=304, headers={"ETag": held})
        tag = actions.tag(officer, shown)
        return Response(document(shown, tag_of(officer)), headers={"ETag": tag})


class Ground(APIView):
    @extend_schema(
        operation_id="situation_ground",
        summary="The base map of the officer's force: outlines and the areas of units, no tiles",
        responses=shapes.Ground,
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> Response:
        return Response(ground_of(cast(Officer, request.user)))
