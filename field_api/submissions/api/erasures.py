"""/api/v1/submissions/<id>/erasure and /api/v1/erasures: two people have a submission erased."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.permissions import Erases
from field_api.lib.problems import Problem
from field_api.submissions.actions import erase, erasures
from field_api.submissions.actions.erase import LONGEST_TEXT, Why
from field_api.submissions.actions.erasures import Owing
from field_api.submissions.grounds import Ground, Standing
from field_api.submissions.shapes import GrantedShape, SeenShape


class ErasureProposal(GrantedShape):
    ground = s.ChoiceField([one.value for one in Ground])
    text = s.CharField(
        max_length=LONGEST_TEXT, help_text="Why; it outlives the entry, so it repeats nothing."
    )


class ErasureRefusal(SeenShape):
    """`revision` and `hash` are those the proposal names."""

    text = s.CharField(max_length=LONGEST_TEXT)


class ErasureSystem(s.Serializer[object]):
    system = s.CharField()
    name = s.CharField()
    standing = s.ChoiceField([one.value for one in Owing])
    label = s.CharField()  # type: ignore[assignment]  # declared fields leave the class
    reason = s.CharField()
    ref = s.CharField()
    task = s.IntegerField(allow_null=True)
    at = s.DateTimeField()


class ErasureShape(s.Serializer[object]):
    id = s.UUIDField()
    submission = s.UUIDField()
    reference = s.CharField()
    kind = s.CharField()
    state = s.ChoiceField([one.value for one in Standing])
    state_label = s.CharField()
    ground = s.CharField()
    ground_label = s.CharField()
    text = s.CharField()
    revision = s.UUIDField(help_text="What both had before them.")
    hash = s.CharField()
    entries = s.IntegerField(help_text="How many entries it is about.")
    proposed_by = s.CharField()
    proposed_at = s.DateTimeField()
    expires_at = s.DateTimeField()
    decided_by = s.CharField()
    decided_at = s.DateTimeField(allow_null=True)
    answer = s.CharField()
    systems = s.ListField(child=ErasureSystem())
    arrived_since = s.IntegerField(help_text="Entries that came after all of it was erased.")


class ErasureList(s.Serializer[object]):
    erasures = s.ListField(child=ErasureShape())


class Erasures(APIView):
    """What waits for a second person, then what was decided."""

    permission_classes = [Erases]

    @extend_schema(operation_id="erasures_list", responses=ErasureList)
    def get(self, request: Request) -> Response:
        return Response({"erasures": erasures.erasures(_officer(request))})


class OneErasure(APIView):
    """The latest proposal to erase a submission."""

    permission_classes = [Erases]

    @extend_schema(operation_id="erasure_read", responses=ErasureShape)
    def get(self, request: Request, submission: UUID) -> Response:
        return _answer(submission, request)

    @extend_schema(
        operation_id="erasure_propose", request=ErasureProposal, responses={201: ErasureShape}
    )
    def post(self, request: Request, submission: UUID) -> Response:
        given = ErasureProposal(data=request.data)
        seen = given.seen()
        why = Why(given.validated_data["ground"], given.validated_data["text"])
        leave = given.leave(request)
        erase.propose(
            submission=submission, officer=_officer(request), seen=seen, why=why, leave=leave
        )
        return _answer(submission, request, 201)


class ApproveErasure(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="erasure_approve", request=GrantedShape, responses=ErasureShape)
    def post(self, request: Request, submission: UUID) -> Response:
        given = GrantedShape(data=request.data)
        seen, leave = given.seen(), given.leave(request)
        erase.approve(submission=submission, officer=_officer(request), seen=seen, leave=leave)
        return _answer(submission, request)


class RefuseErasure(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="erasure_refuse", request=ErasureRefusal, responses=ErasureShape)
    def post(self, request: Request, submission: UUID) -> Response:
        given = ErasureRefusal(data=request.data)
        seen, officer = given.seen(), _officer(request)
        text = given.validated_data["text"]
        erase.refuse(submission=submission, officer=officer, seen=seen, text=text)
        return _answer(submission, request)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)  # the permission of every door here lets nobody else in


def _answer(submission: UUID, request: Request, status: int = 200) -> Response:
    document = erasures.erasure_of(submission, _officer(request))
    if document is None:
        raise Problem(404, "not-found", "Not found")
    return Response(document, status=status)
