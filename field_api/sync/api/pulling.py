"""News down."""

import orjson
from django.conf import settings
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.feed.rules import CursorMalformed, CursorReset, Kind
from field_api.ledger import actions as ledger
from field_api.lib.problems import Problem
from field_api.sync import actions, shapes
from field_api.sync.api.answering import Orjson
from field_api.sync.api.asking import refuse_outdated, token_of
from field_api.sync.rules import MAX_PAGE, PAGE


class Pull(APIView):
    """What became of an officer's work, answers, alerts and taskings, in commit order."""

    renderer_classes = [Orjson]

    @extend_schema(
        parameters=[
            OpenApiParameter("cursor", str, description="From the last answer; empty: the start."),
            OpenApiParameter("limit", int, description=f"1 to {MAX_PAGE}, {PAGE} unless told."),
            OpenApiParameter("kinds", str, description="submission,query,alert,tasking"),
        ],
        responses=shapes.Pulled,
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> Response:
        refuse_outdated(request, settings.MINIMUM_APP)
        asked = request.query_params
        try:
            kinds = _kinds(asked.get("kinds", ""))
            limit = _limit(asked.get("limit", str(PAGE)))
            cursor = asked.get("cursor", "")
            return Response(
                actions.pull(
                    officer=token_of(request).officer,
                    cursor=cursor,
                    limit=limit,
                    kinds=kinds,
                    read=orjson.Fragment,
                ),
                headers=ledger.header(),
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
