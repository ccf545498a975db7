"""Sign in, sign out, and who am I: parse, one action, answer."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.actions import notices, recovery, renewing
from field_api.identity.models import Token
from field_api.identity.rules.proofs import Asked
from field_api.lib import clock, es256
from field_api.lib.permissions import Public
from field_api.notebook import actions as notebook
from field_api.sync import device_shapes, shapes
from field_api.sync.api.asking import token_of


class SignIn(APIView):
    """A token for one officer on one handset, for password and one-time code; and beside it its
    carrier, which hands in what the handset sealed while that is locked, and reads nothing."""

    authentication_classes: list[Any] = []
    permission_classes = [Public]

    @extend_schema(request=shapes.SignIn, responses=shapes.SignedIn)
    def post(self, request: Request) -> Response:
        given = shapes.SignIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked, device = given.validated_data, given.validated_data["device"]
        of = Asked(str(request.method), request.get_host(), request.path)
        proof, key = request.headers.get("DPoP"), device["public_key"]
        signed = identity.sign_in(
            login=asked["login"],
            password=asked["password"],
            otp=asked["otp"],
            installation=device["id"],
            device_name=device["name"],
            public_key=key,
            ip=request.META.get("REMOTE_ADDR", ""),
            enrolment_code=asked["enrolment"]["code"],
            asset_tag=asked["enrolment"]["asset_tag"],
            bound=identity.proves_key(proof, of, key),
        )
        answer = {
            "token": signed.token_plain,
            "carrier": signed.carrier_plain,
            "token_type": "DPoP" if signed.token.bound else "Bearer",
            "expires_at": clock.iso(signed.token.expires_at),
        }
        return Response({**answer, **_about(signed.token)})


class SignOut(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        identity.sign_out(token=token_of(request))
        return Response(status=204)


class Me(APIView):
    @extend_schema(responses=shapes.Me)
    def get(self, request: Request) -> Response:
        return Response(_about(token_of(request)))


class Notices(APIView):
    """What changed in how this officer signs in."""

    @extend_schema(responses=device_shapes.SignInNotices)
    def get(self, request: Request) -> Response:
        told = [
            {"at": clock.iso(one.made_at), "what": one.what, "said": one.words, "about": one.about}
            for one in notices.recent(officer=token_of(request).officer)
        ]
        return Response({"notices": told})


class RecoveryCodes(APIView):
    """Ten codes that each stand in for the authenticator once, in the place of all before them."""

    @extend_schema(responses=device_shapes.RecoveryLeft, operation_id="recovery_codes_left")
    def get(self, request: Request) -> Response:
        return Response({"left": recovery.recovery_codes_left(officer=token_of(request).officer)})

    @extend_schema(
        request=device_shapes.RecoveryAsked,
        responses={201: device_shapes.RecoveryGiven},
        operation_id="recovery_codes_renew",
    )
    def post(self, request: Request) -> Response:
        """Needs a grant for `change-sign-in` on `officer:<id>`; the refusal names both."""
        given = device_shapes.RecoveryAsked(data=request.data)
        given.is_valid(raise_exception=True)
        token = token_of(request)
        leave = identity.Leave(token.device, given.validated_data["grant"])
        codes = renewing.renew_recovery_codes(officer=token.officer, leave=leave)
        return Response({"codes": codes}, status=201)


def _about(token: Token) -> dict[str, Any]:
    officer, device = token.officer, token.device
    book = notebook.open_for(device=device)
    next_seq, last_hash = notebook.last_place(book)
    unit = officer.home_unit()
    return {
        "officer": {
            "login": officer.login,
            "rank": officer.rank,
            "collar": officer.collar_number,
            "name": officer.display_name,
            "force": {"code": officer.force.code, "name": officer.force.name},
            "unit": {"id": unit.pk, "name": unit.name} if unit else None,
            "roles": sorted(officer.roles()),
        },
        "device": {
            "id": str(device.installation),
            "key_id": device.key_id,
            "confirmed": device.confirmed_at is not None,
        },
        "notebook": {
            "id": str(book.pk),
            "serial": book.serial,
            "next_seq": next_seq,
            "last_hash": last_hash,
        },
        "server": {
            "receipt_key": es256.jwk(notebook.receipt_key().public_key()),
            "seal_key": es256.jwk(notebook.seal_key().public_key()),
            "epoch": feed.epoch(),
            "time": clock.iso(clock.now()),
            "wake": settings.WAKE_URL,
            "lock_after": settings.LOCK_AFTER,
        },
    }
