"""Entries up."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed.rules import decode
from field_api.ledger import actions as ledger
from field_api.lib import clock
from field_api.sync import actions, shapes
from field_api.sync.api import reading
from field_api.sync.api.asking import token_of
from field_api.sync.rules import read_push


class Push(APIView):
    """Entries up. Safe to repeat for ever; no standing of the token refuses one.

    By the carrier of a handset too: then the answer is of receipts alone.
    """

    accepts_stale_token = True
    carried = ("POST",)

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        with actions.on_its_way():
            return super().dispatch(*args, **kwargs)

    @extend_schema(request=shapes.Push, responses=shapes.Pushed)
    def post(self, request: Request) -> Response:
        given = reading.parsed(request, partial(read_push, declared=None))
        token = token_of(request)
        pushed = actions.push(
            items=given.items,
            token=token,
            minted_through=given.minted_through,
            handset_time=given.time,
            app=given.app,
        )
        return Response(
            {
                "epoch": decode(pushed.head)[0],
                "server_time": clock.iso(clock.now()),
                "results": pushed.results,
                "received_through": pushed.held.through,
                "missing_seqs": pushed.held.missing,
                # How much was told to its officer is not for who carries.
                "head": "" if token.only_carries else pushed.head,
                "lost": token.device.lost_at is not None,
            },
            headers=ledger.header(),
        )
