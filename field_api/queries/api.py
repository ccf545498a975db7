"""/api/v1/queries: ask, and read the answers as they come."""

from typing import cast
from uuid import UUID

from django.utils.crypto import salted_hmac
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules.stepping import FRESH_QUERY
from field_api.lib import clock
from field_api.lib.problems import Fault, Problem
from field_api.queries import actions, shapes
from field_api.queries.actions.waiting import LONGEST_WAIT_S
from field_api.queries.models import Query
from field_api.queries.rules import asking
from field_api.queries.rules.asking import Question, Refused

_LARGEST_VERSION = 2**31 - 1


class Queries(APIView):
    """One question to every system that answers such questions."""

    @extend_schema(
        operation_id="ask",
        summary="Ask; the answers come to GET /queries/{id}",
        description="Safe to send again: the same question under the same id is the same query.",
        request=shapes.Question,
        responses={202: shapes.Query, (409, "application/problem+json"): shapes.Refusal},
    )
    def post(self, request: Request) -> Response:
        officer = _asker(request)
        token = cast(Token, request.auth)
        identity.check_fresh(token, FRESH_QUERY)
        question = _question(request.data)
        asked = actions.ask(officer=officer, session=_session(token), **vars(question))
        return Response(actions.of_asked(asked, officer), status=202)


class OneQuery(APIView):
    @extend_schema(
        operation_id="query",
        summary="A query and every answer so far, warnings first",
        parameters=[
            OpenApiParameter("wait", float, description="Seconds to wait for news, 25 at most."),
            OpenApiParameter(
                "since",
                int,
                description="The version already held: a later one ends the wait. "
                "Without it only completion does.",
            ),
        ],
        responses={200: shapes.Query, (404, "application/problem+json"): shapes.Refusal},
    )
    def get(self, request: Request, id: UUID) -> Response:
        officer = _asker(request)
        found = actions.mine(officer, [id])
        if not found:
            raise Problem(404, "not-found", "No such query")
        (query,) = found
        since = _number(request, "since", _LARGEST_VERSION)
        seconds = _number(request, "wait", 3_600.0) or 0.0
        actions.wait(
            query, since=None if since is None else int(since), seconds=min(seconds, LONGEST_WAIT_S)
        )
        return Response(actions.document(query, officer))


class Judging(APIView):
    """What the officer makes of two subjects of the answer; kept for the next question too."""

    @extend_schema(
        operation_id="query_judge",
        summary="Say that two subjects of an answer are one, or are not; reversible",
        request=shapes.AnswersJudgement,
        responses={200: shapes.Query, (409, "application/problem+json"): shapes.Refusal},
    )
    def post(self, request: Request, id: UUID) -> Response:
        given = shapes.AnswersJudgement(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        officer = _asker(request)
        this, that = ((said[side]["system"], said[side]["ref"]) for side in ("this", "that"))
        actions.judge(
            officer=officer, query=id, this=this, that=that, says=said["says"], why=said["why"]
        )
        return Response(actions.document(Query(pk=id), officer))


class Reversal(APIView):
    @extend_schema(
        operation_id="query_judge_reverse",
        summary="Take a judgement back: it stays to be read",
        request=shapes.AnswersReversal,
        responses={200: shapes.Query, (404, "application/problem+json"): shapes.Refusal},
    )
    def post(self, request: Request, id: UUID, judgement: UUID) -> Response:
        given = shapes.AnswersReversal(data=request.data)
        given.is_valid(raise_exception=True)
        officer = _asker(request)
        why = given.validated_data["why"]
        actions.reverse(officer=officer, query=id, judgement=judgement, why=why)
        return Response(actions.document(Query(pk=id), officer))


def _asker(request: Request) -> Officer:
    return cast(Officer, request.user)  # the default permission lets nobody else in


def _session(token: Token) -> UUID:
    """The same for all of one sign-in, and nothing to find it by: other systems' logs keep it."""
    said = bytes(token.digest).hex()
    return UUID(bytes=salted_hmac("sitting", said, algorithm="sha256").digest()[:16])


def _question(body: object) -> Question:
    try:
        return asking.read(body, today=clock.now().date())
    except Refused as refused:
        faults = [Fault(each.pointer, each.code, each.detail) for each in refused.faults]
        raise Problem(
            422, "question-refused", "This can't be asked as it stands", errors=faults
        ) from refused


def _number(request: Request, name: str, most: float) -> float | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        raise Problem(400, "malformed-request", f"`{name}` is a number from 0 to {most:g}")
    return value
