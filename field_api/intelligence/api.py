"""/api/v1/recognise, /judgements and /known: is this somebody we know, and who says so."""

import json
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer, Token
from field_api.intelligence import actions, shapes
from field_api.intelligence.actions import Asked, offline
from field_api.intelligence.models import Judgement
from field_api.lib.problems import Problem


class Recognise(APIView):
    """A question about what is being typed. It is not kept, and stands in no log."""

    @extend_schema(
        operation_id="recognise",
        summary="Whom and what an entry speaks of that is known already, with reasons",
        request=shapes.RecogniseAsked,
        responses=shapes.Recognised,
    )
    def post(self, request: Request) -> Response:
        given = shapes.RecogniseAsked(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        found = actions.recognise(
            officer=_officer(request), asked=_asked(said), without=said.get("submission")
        )
        return Response({"entities": found})


class Judgements(APIView):
    @extend_schema(
        operation_id="judge",
        summary="Say that two mentions are of one, or are not; reversible",
        request=shapes.JudgementAsked,
        responses={200: shapes.MentionsJudged},
    )
    def post(self, request: Request) -> Response:
        given = shapes.JudgementAsked(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.judge(officer=_officer(request), **given.validated_data)
        return _judged(_officer(request), made)


class Reversal(APIView):
    @extend_schema(
        operation_id="judge_reverse",
        summary="Take a judgement back: it stays to be read",
        request=shapes.ReversalAsked,
        responses={200: shapes.MentionsJudged},
    )
    def post(self, request: Request, judgement: UUID) -> Response:
        given = shapes.ReversalAsked(data=request.data)
        given.is_valid(raise_exception=True)
        officer = _officer(request)
        made = actions.reverse(
            officer=officer, judgement=judgement, why=given.validated_data["why"]
        )
        return _judged(officer, made)


class SpokenOf(APIView):
    @extend_schema(
        operation_id="submission_mentions",
        summary="Whom and what an entry speaks of, and what was judged of them",
        responses=shapes.SpokenOf,
    )
    def get(self, request: Request, submission: UUID) -> Response:
        found = actions.of_submission(officer=_officer(request), submission=submission)
        return Response(found)


class Known(APIView):
    """What this handset may recognise by itself, for a day or two."""

    @extend_schema(
        operation_id="known",
        summary="Hashes of what is known near the officer, to recognise without a signal",
        parameters=[
            OpenApiParameter("after", str, description="`next` of the page before."),
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
        ],
        responses={
            200: shapes.KnownPage,
            304: OpenApiResponse(description="What the handset has is current"),
        },
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> HttpResponseBase:
        page = offline.known(
            officer=_officer(request),
            device=cast(Token, request.auth).device,
            after=request.query_params.get("after", ""),
        )
        tag = f'"{sha256(json.dumps(page).encode()).hexdigest()[:32]}"'
        answer = get_conditional_response(request, etag=tag) or Response(page)
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, ["Authorization"])
        return answer


def _asked(said: dict[str, Any]) -> list[Asked]:
    if said.get("entities") is not None:
        return [Asked(one["key"], one["type"], one["attributes"]) for one in said["entities"]]
    if not {"kind", "version", "body"} <= said.keys():
        raise Problem(422, "recognition-incomplete", "Send kind, version and body, or entities")
    return actions.of_body(said["kind"], said["version"], said["body"])


def _judged(officer: Officer, made: Judgement) -> Response:
    (document,) = actions.judged(officer=officer, judgement=made.pk)
    return Response(document)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the default permission lets nobody else in
