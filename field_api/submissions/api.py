"""/api/v1/submissions: what an officer wrote, what waits for a reviewer, and the decisions."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.permissions import Reviews
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.actions import Seen, Words
from field_api.submissions.models import Submission

MOST = 200


class SeenShape(s.Serializer[object]):
    """What the reviewer had before them. A decision on anything else is refused as stale."""

    revision = s.UUIDField()
    hash = s.RegexField(r"^[0-9a-f]{64}$")

    def seen(self) -> Seen:
        self.is_valid(raise_exception=True)
        return Seen(self.validated_data["revision"], self.validated_data["hash"])


class Comment(s.Serializer[object]):
    pointer = s.CharField(max_length=300, help_text="JSON pointer (RFC 6901) into the body.")
    text = s.CharField(max_length=2000)


class WordsShape(SeenShape):
    reason_code = s.CharField(max_length=30)
    text = s.CharField(max_length=4000, allow_blank=True, default="")
    comments = s.ListField(child=Comment(), max_length=100, default=list)

    def words(self) -> Words:
        given = self.validated_data
        comments = [dict(comment) for comment in given["comments"]]
        return Words(given["reason_code"], given["text"], comments)


class Listed(s.Serializer[object]):
    submissions = s.ListField(child=s.DictField())


class Submissions(APIView):
    """The officer's own work, or what waits for their review."""

    @extend_schema(
        parameters=[OpenApiParameter("queue", str, enum=["mine", "review"])], responses=Listed
    )
    def get(self, request: Request) -> Response:
        rows = Submission.objects.visible_to(_officer(request))
        if request.query_params.get("queue") == "review":
            rows = Submission.objects.for_review(_officer(request))
        else:
            rows = rows.filter(author=_officer(request)).order_by("-created_at")
        ids = list(rows.values_list("pk", flat=True)[:MOST])
        documents = actions.documents(ids, _officer(request))
        return Response({"submissions": [documents[key] for key in ids if key in documents]})


class OneSubmission(APIView):
    @extend_schema(responses=s.DictField())
    def get(self, request: Request, submission: UUID) -> Response:
        return _answer(submission, request)


class Approve(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=SeenShape, responses=s.DictField())
    def post(self, request: Request, submission: UUID) -> Response:
        seen = SeenShape(data=request.data).seen()
        actions.approve(submission=submission, officer=_officer(request), seen=seen)
        return _answer(submission, request)


class Admit(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=SeenShape, responses=s.DictField())
    def post(self, request: Request, submission: UUID) -> Response:
        seen = SeenShape(data=request.data).seen()
        actions.admit(submission=submission, officer=_officer(request), seen=seen)
        return _answer(submission, request)


class SendBack(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=WordsShape, responses=s.DictField())
    def post(self, request: Request, submission: UUID) -> Response:
        given = WordsShape(data=request.data)
        actions.send_back(
            submission=submission, officer=_officer(request), seen=given.seen(), words=given.words()
        )
        return _answer(submission, request)


class Reject(APIView):
    permission_classes = [Reviews]

    @extend_schema(request=WordsShape, responses=s.DictField())
    def post(self, request: Request, submission: UUID) -> Response:
        given = WordsShape(data=request.data)
        actions.reject(
            submission=submission, officer=_officer(request), seen=given.seen(), words=given.words()
        )
        return _answer(submission, request)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the permission of every door here lets nobody else in


def _answer(submission: UUID, request: Request) -> Response:
    document: dict[str, Any] | None = actions.whole(submission, _officer(request))
    if document is None:
        raise Problem(404, "not-found", "Not found")
    return Response(document)
