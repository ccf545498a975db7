"""/api/v1/queries/{id}/export: an answer that leaves the phone, with provenance and marking."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.queries.actions.exporting import export, paper
from field_api.queries.models import Query

_PDF = "application/pdf"


class _Whatever(DefaultContentNegotiation):
    """Whoever asks gets a PDF; problems are JSON all the same."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type or ""


class Exporting(s.Serializer[object]):
    recipient = s.CharField(min_length=3, max_length=100, help_text="Who gets it, in words.")
    why = s.CharField(min_length=3, max_length=250)


class ExportedSource(s.Serializer[object]):
    system = s.CharField()
    system_name = s.CharField()
    ref = s.CharField()
    as_of = s.CharField()
    retrieved_at = s.DateTimeField()
    handling = s.CharField()


class ExportedSystem(s.Serializer[object]):
    system = s.CharField()
    name = s.CharField()
    state = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member


class ExportedWarning(ExportedSource):
    code = s.CharField()
    label = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    advice = s.CharField()
    on = s.CharField()


class ExportedStatement(ExportedSource):
    type = s.CharField()
    name = s.CharField()
    value = s.JSONField()


class Exported(s.Serializer[object]):
    """One statement a value; `marking` stands on every page of a print."""

    marking = s.CharField()
    handling = s.ListField(child=s.CharField())
    query = s.UUIDField()
    kind = s.CharField()
    criteria = s.DictField(child=s.CharField())
    originator = s.CharField()
    purpose = s.CharField()
    asked_at = s.DateTimeField()
    systems = ExportedSystem(many=True, help_text="Those that said nothing too.")
    exported_at = s.DateTimeField()
    exported_by = s.CharField()
    recipient = s.CharField()
    why = s.CharField()
    warnings = ExportedWarning(many=True)
    statements = ExportedStatement(many=True)


class Export(APIView):
    @extend_schema(
        operation_id="query_export",
        summary="Hand an answer on: every value with its source, and the disclosure recorded",
        request=Exporting,
        responses={200: Exported},
    )
    def post(self, request: Request, id: UUID) -> Response:
        return Response(export(**_asked(request, id)))


class Paper(APIView):
    content_negotiation_class = _Whatever

    @extend_schema(
        operation_id="query_export_paper",
        summary="The same as a PDF, the marking on every page; recorded as the same disclosure",
        request=Exporting,
        responses={(200, _PDF): OpenApiTypes.BINARY},
    )
    def post(self, request: Request, id: UUID) -> HttpResponse:
        asked = _asked(request, id)
        answer = HttpResponse(paper(**asked), content_type=_PDF)
        answer["Content-Disposition"] = f'attachment; filename="answer-{id}.pdf"'
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def _asked(request: Request, id: UUID) -> dict[str, Any]:
    """The question, which is the officer's own, for whom and why. Raises Problem 404 and 400."""
    officer = cast(Officer, request.user)  # the default permission lets nobody else in
    query = Query.objects.visible_to(officer).filter(pk=id).first()
    if query is None:
        raise Problem(404, "not-found", "No such query")
    given = Exporting(data=request.data)
    given.is_valid(raise_exception=True)
    return {"query": query, "officer": officer, **given.validated_data}
