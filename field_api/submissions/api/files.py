"""/api/v1/submissions/…/attachments/…: photos and files for those who may read the entry."""

from collections.abc import Iterable
from typing import IO, cast
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from field_api.attachments.actions import Readable
from field_api.identity.models import Officer
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.api.fresh import check_fresh

# What it claims to be was never trusted, so nothing may run it or guess at it.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_BYTES = "application/octet-stream"


class _Whatever(BaseContentNegotiation):
    """A browser asks for image/*; problems are JSON all the same."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type or ""


class OneFile(APIView):
    content_negotiation_class = _Whatever

    @extend_schema(
        operation_id="submissions_file",
        parameters=[OpenApiParameter("original", bool, description="1: byte for byte, to save.")],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, (200, _BYTES): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, submission: UUID, attachment: UUID) -> HttpResponseBase:
        """A picture of it, without what the camera wrote beside it; or the original to save."""
        check_fresh(request, [submission])
        original = request.query_params.get("original") == "1"
        officer = cast(Officer, request.user)  # the default permission lets nobody else in
        found = actions.look_at_file(
            submission=submission, attachment=attachment, officer=officer, original=original
        )
        if request.headers.get("If-None-Match") == _tag(found):
            return _guarded(HttpResponse(status=304), found)
        return _guarded(_file(found, original), found)


def _file(found: Readable, original: bool) -> FileResponse:
    kind = _BYTES if original else found.type
    return FileResponse(
        _opened(found),
        as_attachment=original,
        filename=(found.name or str(found.id)) if original else "",
        content_type=kind,
    )


def _opened(found: Readable) -> IO[bytes]:
    try:
        return found.open()
    except Exception:
        # Gone from the disk, or a store that is away: whichever its library calls it.
        after = {"Retry-After": "10"}
        raise Problem(503, "store-away", "It can't be read just now", headers=after) from None


def _tag(found: Readable) -> str:
    return f'"{found.sha256}"'


def _guarded(answer: HttpResponseBase, found: Readable) -> HttpResponseBase:
    answer["ETag"] = _tag(found)
    # Kept, but asked for again each time: who looked is recorded, and what was erased is gone.
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Authorization"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _SANDBOX
    return answer
