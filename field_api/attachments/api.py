"""/api/v1/files/: photos and files up, by tus 1.0.0; any client of that protocol will do."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.attachments import actions
from field_api.attachments.actions import Body
from field_api.attachments.models import Attachment
from field_api.attachments.rules import headers
from field_api.attachments.rules.headers import Malformed
from field_api.identity.models import Token
from field_api.identity.rules import Standing
from field_api.lib.problems import Problem

_room = threading.BoundedSemaphore(settings.ATTACHMENTS.at_once)

_BYTES = {headers.MEDIA_TYPE: OpenApiTypes.BINARY}
_NOTHING = OpenApiResponse(description="No body; `Upload-Offset` and, unfinished, `Upload-Expires`")


def _header(name: str, help: str, *, required: bool = True) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=help, required=required)


_VERSION = _header("Tus-Resumable", headers.VERSION)
_CHECKSUM = _header(
    "Upload-Checksum", f"One of {headers.ALGORITHMS}, a space, and base64.", required=False
)


class Tus(APIView):
    """What both doors of tus share. No standing of the token refuses bytes, as with entries."""

    accepts_stale_token = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # For proxies that let no PATCH or DELETE through (tus 1.0.0, X-HTTP-Method-Override).
        instead = request.headers.get("X-HTTP-Method-Override", "").upper()
        if request.method == "POST" and instead in ("PATCH", "DELETE"):
            request.method = instead
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        given = request.headers.get("Tus-Resumable", headers.VERSION)
        if given != headers.VERSION and request.method != "OPTIONS":
            told = {"Tus-Version": headers.VERSION}
            raise Problem(412, "version-unknown", "This is tus 1.0.0", headers=told)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Malformed):
            exc = Problem(400, "malformed-request", "A header can't be read", str(exc))
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = headers.VERSION
        answer["Cache-Control"] = "no-store"
        return answer

    @extend_schema(exclude=True)
    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        answer = Response(status=204)
        answer["Tus-Version"] = headers.VERSION
        answer["Tus-Extension"] = headers.EXTENSIONS
        answer["Tus-Max-Size"] = str(settings.ATTACHMENTS.most)
        answer["Tus-Checksum-Algorithm"] = headers.ALGORITHMS
        return answer


class Files(Tus):
    carried = ("POST",)

    @extend_schema(
        operation_id="files_create",
        parameters=[
            _VERSION,
            _header("Upload-Length", "Bytes of the whole file."),
            _header(
                "Upload-Metadata",
                "id and sha256 (hex, of the whole); filename, filetype. Of a file that comes "
                "enciphered: sealed, its key and hash under the server's seal, in base64url.",
            ),
            _CHECKSUM,
        ],
        request=_BYTES,
        responses={201: OpenApiResponse(description="`Location` of the upload, `Upload-Offset`.")},
    )
    def post(self, request: Request) -> Response:
        """Begin an upload, with its first bytes or without. Repeating it finds the same one."""
        asked = headers.read_creation(
            request.headers.get("Upload-Length"), request.headers.get("Upload-Metadata")
        )
        row = actions.create(token=_token(request), asked=asked)
        if row.off == 0 and _brings_bytes(request):
            row = _take(request, row.pk, 0)
        elif row.length == 0:
            row = actions.find(token=_token(request), key=row.pk)
        answer = _told(row, 201)
        answer["Location"] = reverse("file", args=[row.pk])
        return answer


class OneFile(Tus):
    carried = ("HEAD", "PATCH")

    @extend_schema(exclude=True)
    def head(self, request: Request, file: UUID) -> Response:
        row = actions.find(token=_token(request), key=file)
        answer = _told(row, 200)
        answer["Upload-Length"] = str(row.length)
        return answer

    @extend_schema(
        operation_id="files_append",
        parameters=[_VERSION, _header("Upload-Offset", "Where these bytes begin."), _CHECKSUM],
        request=_BYTES,
        responses={204: _NOTHING},
    )
    def patch(self, request: Request, file: UUID) -> Response:
        """The next bytes. What arrives before a cut is kept: ask by HEAD where to go on."""
        if request.content_type != headers.MEDIA_TYPE:
            raise Problem(415, "unsupported-media-type", f"Send {headers.MEDIA_TYPE}")
        offset = headers.read_number(request.headers.get("Upload-Offset"), "Upload-Offset")
        return _told(_take(request, file, offset), 204)

    @extend_schema(
        operation_id="files_end", parameters=[_VERSION], request=None, responses={204: None}
    )
    def delete(self, request: Request, file: UUID) -> Response:
        """Give an unfinished upload up. Not on a stale token: whoever found the handset could."""
        token = _token(request)
        if token.standing is Standing.REVOKED:
            raise Problem(403, "device-revoked", "This handset was revoked.")
        if token.standing is Standing.UNCONFIRMED:
            raise Problem(403, "device-unconfirmed", "This handset waits for a second person.")
        if token.standing is not Standing.LIVE:
            raise Problem(401, "token-expired", "Sign in again.")
        actions.terminate(officer=token.officer, key=file)
        return Response(status=204)


def _token(request: Request) -> Token:
    return cast(Token, request.auth)  # the permission of every door here asks for one


def _brings_bytes(request: Request) -> bool:
    return request.content_type == headers.MEDIA_TYPE and _length(request) != 0


def _take(request: Request, file: UUID, offset: int) -> Attachment:
    checksum = headers.read_checksum(request.headers.get("Upload-Checksum"))
    body = Body(_reader(request), _length(request))
    with _a_place():
        return actions.take(
            token=_token(request), key=file, offset=offset, body=body, checksum=checksum
        )


@contextmanager
def _a_place() -> Iterator[None]:
    # A slow phone holds its thread for as long as it sends; the rest are for texts.
    if not _room.acquire(blocking=False):
        # 503: a client of tus tries again after that, and after 429 it gives up.
        raise Problem(503, "busy", "Too many uploads just now", headers={"Retry-After": "5"})
    try:
        yield
    finally:
        _room.release()


def _length(request: Request) -> int | None:
    """What the body declares; None for chunked coding, which declares nothing."""
    if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(declared) if declared.isdecimal() else 0


def _reader(request: Request) -> Any:
    """The body as it comes: unparsed, and never whole in memory."""
    plain: Any = request._request
    # Without a length Django takes the body to be empty.
    return plain.environ["wsgi.input"].read if _length(request) is None else plain.read


def _told(row: Attachment, status: int) -> Response:
    answer = Response(status=status)
    answer["Upload-Offset"] = str(row.off)
    if expires := actions.expires_at(row):
        answer["Upload-Expires"] = expires
    return answer
