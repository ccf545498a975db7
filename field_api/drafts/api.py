"""/api/v1/drafts: unfinished work kept sealed, and let go to another device by a supervisor."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.drafts import actions, shapes
from field_api.drafts.actions import HandedTo, choosing
from field_api.drafts.models import HandOver
from field_api.identity.models import Device, Officer, Token
from field_api.lib import clock, es256
from field_api.lib.permissions import Reviews
from field_api.lib.problems import Problem


class Drafts(APIView):
    """Yours, and those handed to you: what there is, never what it says."""

    @extend_schema(operation_id="drafts_list", responses=shapes.DraftLists)
    def get(self, request: Request) -> Response:
        return Response(actions.listed(device=_device(request)))


class OneDraft(APIView):
    @extend_schema(
        operation_id="drafts_save",
        summary="Keep a sealed draft; the newer stands, a version of another device is set aside",
        parameters=[
            OpenApiParameter(
                "If-Match", str, OpenApiParameter.HEADER, description="The version last known."
            )
        ],
        request=shapes.DraftGiven,
        responses=shapes.DraftKept,
    )
    def put(self, request: Request, id: UUID) -> Response:
        given = shapes.DraftGiven(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        kept = actions.save(
            device=_device(request),
            id=id,
            kind=said["kind"],
            started_at=said["started_at"],
            sealed=_bytes(said["sealed"]),
            known=_known(request),
        )
        answer = Response({"version": kept.version, "conflict": kept.conflict})
        answer["ETag"] = f'"{kept.version}"'
        return answer

    @extend_schema(
        operation_id="drafts_open",
        summary="What it says: for the device that saved it, or one it was handed over to",
        responses=shapes.DraftOpened,
    )
    def get(self, request: Request, id: UUID) -> Response:
        found = actions.open_draft(device=_device(request), id=id)
        return Response(
            {
                "id": str(found.draft.pk),
                "kind": found.draft.kind,
                "version": found.draft.version,
                "author": found.draft.officer.login,
                "handed_by": found.handed and found.handed.handed_by.display_name,
                "text": found.texts[0],
                "copies": found.texts[1:],
            }
        )

    @extend_schema(operation_id="drafts_discard", responses={204: None})
    def delete(self, request: Request, id: UUID) -> Response:
        actions.discard(device=_device(request), id=id)
        return Response(status=204)


class HandOverDrafts(APIView):
    """Drafts of a broken device go to another of its officer's, or to a colleague, for 24 hours."""

    permission_classes = [Reviews]

    @extend_schema(
        operation_id="drafts_hand_over",
        request=shapes.DraftsHanded,
        responses={201: shapes.DraftsHandedOver},
    )
    def post(self, request: Request) -> Response:
        given = shapes.DraftsHanded(data=request.data)
        given.is_valid(raise_exception=True)
        said, by = given.validated_data, cast(Officer, request.user)
        chosen = choosing.chosen(
            by=by, author=said["officer"], drafts=said.get("drafts"), device=said.get("device")
        )
        to = choosing.receiver(
            by=by,
            author=said["officer"],
            officer=said["to"].get("officer", ""),
            device=said["to"].get("device"),
        )
        made = actions.hand_over(by=by, drafts=chosen, to=to, reason=said["reason"])
        return Response({"handed": [_handed(one, to) for one in made]}, status=201)


def _handed(one: HandOver, to: HandedTo) -> dict[str, Any]:
    return {
        "draft": str(one.draft),
        "to": to.officer.display_name,
        "expires_at": clock.iso(one.expires_at),
    }


def _device(request: Request) -> Device:
    return cast(Token, request.auth).device  # the default permission asks for a token


def _known(request: Request) -> int:
    said = request.headers.get("If-Match", "").strip().strip('"')
    if not said:
        return 0
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise Problem(400, "malformed-request", "If-Match names a version, a number in quotes")
    return int(said)


def _bytes(text: str) -> bytes:
    try:
        return es256.unb64(text)
    except ValueError:
        raise Problem(400, "malformed-request", "The sealed draft is not base64url") from None
