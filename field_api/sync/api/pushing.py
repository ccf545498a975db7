"""Entries up."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed.rules import decode
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.sync import actions, shapes
from field_api.sync.api.asking import token_of
from field_api.sync.rules import MAX_BYTES, MAX_ITEMS, TooLarge, Unreadable, read_push


class Push(APIView):
    """Entries up. Safe to repeat for ever; no standing of the token refuses one."""

    accepts_stale_token = True

    @extend_schema(request=shapes.Push, responses=shapes.Pushed)
    def post(self, request: Request) -> Response:
        given = _read(request)
        pushed = actions.push(
            items=given.items,
            token=token_of(request),
            minted=given.minted_through,
            handset_time=given.time,
        )
        return Response(
            {
                "epoch": decode(pushed.head)[0],
                "server_time": clock.iso(clock.now()),
                "results": pushed.results,
                "received_through": pushed.held.through,
                "missing_seqs": pushed.held.missing,
                "head": pushed.head,
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
