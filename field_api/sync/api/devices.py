"""devices: an officer's own handsets and those they answer for; letting in, confirming, ending."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity.models import Device, Officer
from field_api.lib import clock
from field_api.sync import device_shapes as shapes
from field_api.sync.actions import handsets
from field_api.sync.actions.handsets import Shown

MOST = 500


class Devices(APIView):
    """The asker's own handsets, and those of officers they answer for."""

    @extend_schema(responses=shapes.DeviceList, operation_id="devices_list")
    def get(self, request: Request) -> Response:
        found, count = handsets.listed(officer=_officer(request), most=MOST)
        who = _officer(request)
        return Response({"count": count, "devices": [_device(one, who) for one in found]})


class Codes(APIView):
    """Leave for a colleague to enrol one handset. The code is in this answer and nowhere else."""

    @extend_schema(
        request=shapes.CodeAsked, responses={201: shapes.CodeGiven}, operation_id="devices_code"
    )
    def post(self, request: Request) -> Response:
        given = shapes.CodeAsked(data=request.data)
        given.is_valid(raise_exception=True)
        asked, by = given.validated_data, _officer(request)
        issued = identity.issue_code(
            officer=handsets.colleague(by=by, login=asked["login"]),
            asset_tag=asked["asset_tag"],
            by=by,
        )
        document = {"code": issued.code, "asset_tag": issued.asset_tag}
        return Response({**document, "expires_at": clock.iso(issued.expires_at)}, status=201)


class Renamed(APIView):
    @extend_schema(
        request=shapes.DeviceName, responses=shapes.DeviceOne, operation_id="devices_rename"
    )
    def post(self, request: Request, key: UUID) -> Response:
        given = shapes.DeviceName(data=request.data)
        given.is_valid(raise_exception=True)
        who = _officer(request)
        device = handsets.one(officer=who, key=key).device
        identity.rename_device(device=device, by=who, name=given.validated_data["name"])
        return _answer(who, key)


class Confirmed(APIView):
    """A second person says that the handset is its officer's."""

    @extend_schema(request=None, responses=shapes.DeviceOne, operation_id="devices_confirm")
    def post(self, request: Request, key: UUID) -> Response:
        who = _officer(request)
        identity.confirm_device(device=handsets.one(officer=who, key=key).device, by=who)
        return _answer(who, key)


class Revoked(APIView):
    @extend_schema(
        request=shapes.DeviceReason, responses=shapes.DeviceOne, operation_id="devices_revoke"
    )
    def post(self, request: Request, key: UUID) -> Response:
        who, device, reason = _ending(request, key)
        identity.revoke_device(device=device, by=who, reason=reason)
        return _answer(who, key)


class Lost(APIView):
    """Out of hand: revoked for every officer on it, and emptied at its next word."""

    @extend_schema(
        request=shapes.DeviceReason, responses=shapes.DeviceOne, operation_id="devices_lost"
    )
    def post(self, request: Request, key: UUID) -> Response:
        who, device, reason = _ending(request, key)
        identity.report_lost(device=device, by=who, reason=reason)
        return _answer(who, key)


def _ending(request: Request, key: UUID) -> tuple[Officer, Device, str]:
    given = shapes.DeviceReason(data=request.data)
    given.is_valid(raise_exception=True)
    who = _officer(request)
    return who, handsets.one(officer=who, key=key).device, given.validated_data["reason"]


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def _answer(who: Officer, key: UUID) -> Response:
    return Response(_device(handsets.one(officer=who, key=key), who))


def _device(shown: Shown, who: Officer) -> dict[str, Any]:
    device, gap = shown.device, shown.gap
    moments = {
        "enrolled_at": device.enrolled_at,
        "confirmed_at": device.confirmed_at,
        "revoked_at": device.revoked_at,
        "lost_at": device.lost_at,
        "heard_at": shown.heard_at,
    }
    return {
        "id": str(device.pk),
        "officer": device.officer.login,
        "own": device.officer_id == who.pk,
        "name": device.name,
        "asset_tag": device.asset_tag,
        "state": shown.state.value,
        **{name: clock.iso(at) if at else None for name, at in moments.items()},
        "minted_through": gap.said.minted_through if gap else None,
        "missing_seqs": gap.places if gap else [],
    }
