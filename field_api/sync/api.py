"""/api/v1/sign-in, /me and /sync: parse, one action, answer."""

from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed import actions as feed
from field_api.feed.rules import CursorMalformed, CursorReset, Kind, decode
from field_api.identity import actions as identity
from field_api.identity.models import Token
from field_api.lib import clock, es256
from field_api.lib.permissions import Public
from field_api.lib.problems import Problem
from field_api.notebook import actions as notebook
from field_api.sync import actions, shapes
from field_api.sync.rules import (
    MAX_BYTES,
    MAX_ITEMS,
    MAX_PAGE,
    PAGE,
    TooLarge,
    Unreadable,
    read_push,
)


class SignIn(APIView):
    """A token for one officer on one handset, for password and one-time code."""

    authentication_classes: list[Any] = []
    permission_classes = [Public]

    @extend_schema(request=shapes.SignIn, responses=shapes.SignedIn)
    def post(self, request: Request) -> Response:
        given = shapes.SignIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked, device = given.validated_data, given.validated_data["device"]
        signed = identity.sign_in(
            login=asked["login"],
            password=asked["password"],
            otp=asked["otp"],
            installation=device["id"],
            device_name=device["name"],
            public_key=device["public_key"],
            ip=request.META.get("REMOTE_ADDR", ""),
        )
        answer = {"token": signed.token_plain, "expires_at": clock.iso(signed.token.expires_at)}
        return Response({**answer, **_about(signed.token)})


class SignOut(APIView):
    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        identity.sign_out(token=_token(request))
        return Response(status=204)


class Me(APIView):
    @extend_schema(responses=shapes.Me)
    def get(self, request: Request) -> Response:
        return Response(_about(_token(request)))


def _token(request: Request) -> Token:
    return cast(Token, request.auth)  # the permission of every door but sign-in asks for one


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
        "device": {"id": str(device.installation), "key_id": device.key_id},
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
        },
    }


class Push(APIView):
    """Entries up. Safe to repeat for ever; no standing of the token refuses one."""

    accepts_stale_token = True

    @extend_schema(request=shapes.Push, responses=shapes.Pushed)
    def post(self, request: Request) -> Response:
        given = _read(request)
        token = _token(request)
        results = actions.push(items=given.items, token=token)
        held = notebook.held(device=token.device, minted=given.minted_through)
        head = feed.head(token.officer_id)
        return Response(
            {
                "epoch": decode(head)[0],
                "server_time": clock.iso(clock.now()),
                "results": results,
                "received_through": held.through,
                "missing_seqs": held.missing,
                "head": head,
            }
        )


def _read(request: Request) -> Any:
    declared = str(request.META.get("CONTENT_LENGTH", ""))
    try:
        return read_push(request.body, int(declared) if declared.isdecimal() else None)
    except (RequestDataTooBig, TooLarge):
        limits = {"max_items": MAX_ITEMS, "max_bytes": MAX_BYTES}
        raise Problem(413, "batch-too-large", "Send it in parts", members=limits) from None
    except Unreadable as fault:
        raise Problem(400, fault.code, "The body could not be read") from None


class Pull(APIView):
    """What became of this officer's work, and answers to what they asked, in commit order."""

    @extend_schema(
        parameters=[
            OpenApiParameter("cursor", str, description="From the last answer; empty: the start."),
            OpenApiParameter("limit", int, description=f"1 to {MAX_PAGE}, {PAGE} unless told."),
            OpenApiParameter("kinds", str, description="submission,query"),
        ],
        responses=shapes.Pulled,
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        try:
            kinds = _kinds(asked.get("kinds", ""))
            limit = _limit(asked.get("limit", str(PAGE)))
            cursor = asked.get("cursor", "")
            return Response(
                actions.pull(
                    officer=_token(request).officer, cursor=cursor, limit=limit, kinds=kinds
                )
            )
        except CursorReset as reset:
            members = {"epoch": reset.epoch}
            raise Problem(410, "cursor-reset", "Start again", members=members) from None
        except (CursorMalformed, KeyError, ValueError):
            raise Problem(400, "malformed-request", "Check cursor, limit and kinds") from None


def _kinds(text: str) -> list[Kind] | None:
    return [Kind[name.upper()] for name in text.split(",")] if text else None


def _limit(text: str) -> int:
    limit = int(text)
    # Not clamped: to a client a page shorter than it asked for means that there is no more.
    if not 1 <= limit <= MAX_PAGE:
        raise ValueError(text)
    return limit
