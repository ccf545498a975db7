"""sync/deadletters and devices/gaps: what supervisors see of handsets in trouble."""

import base64
from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.permissions import Oversees
from field_api.sync import device_shapes, shapes
from field_api.sync.actions import letters, minted
from field_api.sync.actions.minted import Gap
from field_api.sync.models import DeadLetter

MOST = 100


class Letters(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=shapes.LetterList, operation_id="deadletters_list")
    def get(self, request: Request) -> Response:
        found, count = letters.listed(officer=_officer(request), most=MOST)
        listed = [{**_letter(row), "size": row.size} for row in found]
        return Response({"count": count, "letters": listed})


class OneLetter(APIView):
    permission_classes = [Oversees]

    @extend_schema(responses=shapes.LetterWhole, operation_id="deadletters_read")
    def get(self, request: Request, name: str) -> Response:
        return Response(_whole(letters.read(name=name, officer=_officer(request))))


class Dealt(APIView):
    permission_classes = [Oversees]

    @extend_schema(
        request=shapes.LetterNote, responses=shapes.LetterWhole, operation_id="deadletters_dealt"
    )
    def post(self, request: Request, name: str) -> Response:
        given = shapes.LetterNote(data=request.data)
        given.is_valid(raise_exception=True)
        note = given.validated_data["note"]
        return Response(_whole(letters.deal_with(name=name, officer=_officer(request), note=note)))


class Gaps(APIView):
    """Handsets that said they wrote more than has arrived: the asker's own, and those of officers
    they answer for."""

    @extend_schema(responses=device_shapes.GapList, operation_id="devices_gaps")
    def get(self, request: Request) -> Response:
        return Response({"gaps": [_gap(one) for one in minted.gaps(officer=_officer(request))]})


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def _letter(row: DeadLetter) -> dict[str, Any]:
    return {
        "id": row.name,
        "officer": row.device.officer.login,
        "device": str(row.device.installation),
        "code": row.code,
        "media_type": row.media_type,
        "arrived_at": clock.iso(row.arrived_at),
    }


def _whole(row: DeadLetter) -> dict[str, Any]:
    return {
        **_letter(row),
        "size": len(row.body),
        "body": base64.b64encode(row.body).decode(),
        "dealt_at": clock.iso(row.dealt_at) if row.dealt_at else None,
        "dealt_by": row.dealt_by.login if row.dealt_by else None,
        "note": row.note,
    }


def _gap(one: Gap) -> dict[str, Any]:
    device = one.said.device
    return {
        "device": str(device.installation),
        "name": device.name,
        "officer": device.officer.login,
        "notebook": device.notebook.serial,
        "minted_through": one.said.minted_through,
        "held": one.held,
        "missing_seqs": one.places,
        "said_at": clock.iso(one.said.said_at),
        "app": one.said.app,
        "skew_ms": one.said.skew_ms,
        "revoked": device.revoked_at is not None,
    }
