"""The doors of handsets, in the shapes RxDB's HTTP replication speaks (rxdb.info/replication-http).

Two collections: `outbox` only goes up and holds entries as they are pushed, `feed` only comes down.
The stream that wakes the client is `sync/stream?once=1` of the process that only waits.
"""

from typing import Any

from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed.rules import CursorMalformed, CursorReset
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.lib.problems import Problem
from field_api.sync import actions, shapes
from field_api.sync.api import reading
from field_api.sync.api.asking import APP_HEADER, refuse_outdated, token_of
from field_api.sync.rules import MAX_PAGE, PAGE, read_rows

_BUSY = 5  # seconds
_LIMIT = OpenApiParameter("limit", int, description=f"1 to {MAX_PAGE}, {PAGE} unless told.")
_CHECKPOINT = [
    OpenApiParameter("lwt", int, description="Of the last checkpoint; 0: the start."),
    OpenApiParameter("id", str, description="Of the last checkpoint; it says nothing."),
    _LIMIT,
]


class FeedPull(APIView):
    """What `sync/pull` says. A page shorter than `limit` is the last, so no limit is clamped."""

    @extend_schema(
        parameters=_CHECKPOINT, responses=shapes.RxPage, operation_id="sync_rx_feed_pull"
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> Response:
        refuse_outdated(request, settings.MINIMUM_APP)
        try:
            page = _page(token_of(request).officer, _cursor(request), _limit(request))
        except (CursorMalformed, ValueError):
            raise Problem(400, "malformed-request", "Check lwt and limit") from None
        checkpoint = {"lwt": int(page["cursor"]), "id": ""}
        return Response(
            {"documents": [_document(one) for one in page["changes"]], "checkpoint": checkpoint},
            headers=ledger.header(),
        )


class OutboxPush(APIView):
    """Entries up, as at `sync/push`. Never a conflict, for nothing is edited by both sides: what
    is refused is kept as a dead letter, and what became of the rest comes in the feed."""

    accepts_stale_token = True

    @extend_schema(
        request=shapes.RxRow(many=True),
        responses=shapes.RxRow(many=True),
        operation_id="sync_rx_outbox_push",
    )
    def post(self, request: Request) -> Response:
        items = reading.parsed(request, read_rows)
        app = request.headers.get(APP_HEADER, "")
        pushed = actions.push(items=items, token=token_of(request), app=app)
        if any(result["status"] == "retry" for result in pushed.results):
            # An answer without conflicts means to the client that all are kept.
            again = {"Retry-After": str(_BUSY)}
            raise Problem(503, "busy", "Send the same again later", headers=again)
        return Response([], headers=ledger.header())


class OutboxPull(APIView):
    """Nothing ever comes down here: an empty page, for clients that insist on asking."""

    @extend_schema(
        parameters=_CHECKPOINT, responses=shapes.RxPage, operation_id="sync_rx_outbox_pull"
    )
    def get(self, request: Request) -> Response:
        return Response({"documents": [], "checkpoint": {"lwt": 0, "id": ""}})


def _page(officer: Officer, cursor: str, limit: int) -> dict[str, Any]:
    """A client that can't be told to start again is given the start instead."""
    try:
        return actions.pull(officer=officer, cursor=cursor, limit=limit, kinds=None)
    except CursorReset:
        return actions.pull(officer=officer, cursor="", limit=limit, kinds=None)


def _cursor(request: Request) -> str:
    asked = request.query_params.get("lwt", "")
    return "" if asked == "0" else asked


def _limit(request: Request) -> int:
    limit = int(request.query_params.get("limit", PAGE))
    if not 1 <= limit <= MAX_PAGE:
        raise ValueError(limit)
    return limit


def _document(change: dict[str, Any]) -> dict[str, Any]:
    document = {
        "id": f"{change['kind']}:{change['id']}",
        "kind": change["kind"],
        "_deleted": change["op"] == "delete",
    }
    return document | ({"doc": change["doc"]} if "doc" in change else {})
