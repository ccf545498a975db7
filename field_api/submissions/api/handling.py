"""/api/v1/submissions/<id>/handling: keeping one to named groups."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.permissions import Reviews
from field_api.submissions.actions.handling import keep_to


class HandlingAsked(s.Serializer[object]):
    """Codes of handling groups of the submission's force; none opens it again."""

    groups = s.ListField(child=s.CharField(max_length=30), max_length=10)
    reason = s.CharField(max_length=300)


class HandlingShape(s.Serializer[object]):
    groups = s.ListField(child=s.CharField(), help_text="As `34:source-unit`.")


class Handling(APIView):
    permission_classes = [Reviews]

    @extend_schema(
        operation_id="submissions_handling", request=HandlingAsked, responses=HandlingShape
    )
    def post(self, request: Request, submission: UUID) -> Response:
        given = HandlingAsked(data=request.data)
        given.is_valid(raise_exception=True)
        officer = cast(Officer, request.user)
        row = keep_to(submission=submission, officer=officer, **given.validated_data)
        return Response({"groups": row.groups})
