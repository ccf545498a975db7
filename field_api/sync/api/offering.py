"""What a handset does when it does not trust what it or the server holds."""

from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.lib.problems import Problem
from field_api.sync import shapes
from field_api.sync.actions import letters, limits
from field_api.sync.actions.missing import missing
from field_api.sync.actions.readable import summed_up
from field_api.sync.api import reading
from field_api.sync.api.asking import refuse_outdated, token_of
from field_api.sync.rules import Unreadable


class Missing(APIView):
    """Which of these entries the server lacks. Asked after an epoch change, daily, and before
    anything is wiped; no standing of the token refuses it."""

    accepts_stale_token = True

    @extend_schema(request=shapes.MissingAsked, responses=shapes.MissingTold)
    def post(self, request: Request) -> Response:
        ids = reading.parsed(request, _ids)
        lacking = missing(ids=ids, officer=token_of(request).officer)
        return Response({"missing": [str(each) for each in lacking]})


class HandIn(APIView):
    """The last resort of a client at fault: any bytes, kept raw, for a person to look at."""

    accepts_stale_token = True

    @extend_schema(
        request={"*/*": OpenApiTypes.BINARY},
        responses={201: shapes.LetterNamed},
        operation_id="sync_deadletter",
    )
    def post(self, request: Request) -> Response:
        body = reading.whole(request)
        media_type = str(request.META.get("CONTENT_TYPE", ""))
        name = letters.hand_in(body=body, media_type=media_type, device=token_of(request).device)
        return Response({"id": name}, status=201)


class Config(APIView):
    """Limits, and what has changed since a client last asked."""

    @extend_schema(responses=shapes.Config)
    def get(self, request: Request) -> Response:
        refuse_outdated(request, settings.MINIMUM_APP)
        return Response(limits.config())


class Digest(APIView):
    """What a handset that pulled everything holds, in one line."""

    @extend_schema(responses=shapes.Digest)
    def get(self, request: Request) -> Response:
        return Response(summed_up(token_of(request).officer))


def _ids(raw: bytes) -> list[UUID]:
    try:
        said: Any = orjson.loads(raw)
        given = said["ids"] if isinstance(said, dict) else None
        if not isinstance(given, list):
            raise Unreadable("malformed-request")
        if len(given) > limits.MAX_IDS:
            raise Problem(
                413, "batch-too-large", "Ask in parts", members={"max_ids": limits.MAX_IDS}
            )
        return [UUID(each) for each in given]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("malformed-request") from None
