"""/api/v1/submissions: what an officer wrote, what waits for a reviewer, and the decisions."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.permissions import Reviews
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.actions import desk
from field_api.submissions.api.fresh import check_fresh
from field_api.submissions.models import Submission
from field_api.submissions.shapes import (
    ApprovalShape,
    GrantedWordsShape,
    SubmissionList,
    WholeSubmission,
    WordsShape,
)

MOST = 200


class Submissions(APIView):
    """The officer's own work, or what waits for their review."""

    @extend_schema(
        parameters=[OpenApiParameter("queue", str, enum=["mine", "review"])],
        operation_id="submissions_list",
        responses=SubmissionList,
    )
    def get(self, request: Request) -> Response:
        rows = Submission.objects.visible_to(_officer(request))
        if request.query_params.get("queue") == "review":
            rows = Submission.objects.for_review(_officer(request))
        else:
            rows = rows.filter(author=_officer(request)).order_by("-created_at")
        ids = list(rows.values_list("pk", flat=True)[:MOST])
        check_fresh(request, ids)
        documents = desk.listed(ids=ids, officer=_officer(request))
        return Response({"submissions": [documents[key] for key in ids if key in documents]})


class OneSubmission(APIView):
    @extend_schema(operation_id="submissions_read", responses=WholeSubmission)
    def get(self, request: Request, submission: UUID) -> Response:
        check_fresh(request, [submission])
        return _answer(submission, request)


class Approve(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=ApprovalShape, responses=WholeSubmission)
    def post(self, request: Request, submission: UUID) -> Response:
        given = ApprovalShape(data=request.data)
        seen, leave = given.seen(), given.leave(request)
        actions.approve(
            submission=submission,
            officer=_officer(request),
            seen=seen,
            leave=leave,
            over=given.over,
        )
        return _answer(submission, request)


class Admit(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=ApprovalShape, responses=WholeSubmission)
    def post(self, request: Request, submission: UUID) -> Response:
        given = ApprovalShape(data=request.data)
        seen, leave = given.seen(), given.leave(request)
        actions.admit(
            submission=submission,
            officer=_officer(request),
            seen=seen,
            leave=leave,
            over=given.over,
        )
        return _answer(submission, request)


class SendBack(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=WordsShape, responses=WholeSubmission)
    def post(self, request: Request, submission: UUID) -> Response:
        given = WordsShape(data=request.data)
        actions.send_back(
            submission=submission,
            officer=_officer(request),
            seen=given.seen(),
            words=given.words(),
            over=given.over,
        )
        return _answer(submission, request)


class Reject(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=GrantedWordsShape, responses=WholeSubmission)
    def post(self, request: Request, submission: UUID) -> Response:
        given = GrantedWordsShape(data=request.data)
        actions.reject(
            submission=submission,
            officer=_officer(request),
            seen=given.seen(),
            words=given.words(),
            leave=given.leave(request),
            over=given.over,
        )
        return _answer(submission, request)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the permission of every door here lets nobody else in


def _answer(submission: UUID, request: Request) -> Response:
    document: dict[str, Any] | None = desk.consult(submission=submission, officer=_officer(request))
    if document is None:
        raise Problem(404, "not-found", "Not found")
    return Response(document)
