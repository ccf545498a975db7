"""/api/v1/submissions/<id>/disclosure: asking that one be handed to somebody outside the region."""

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib.permissions import Reviews
from field_api.policy.rules.two_persons import LONGEST_TEXT
from field_api.submissions.actions import disclosing
from field_api.submissions.shapes import GrantedShape


class DisclosureAsked(GrantedShape):
    """A grant for `propose` on `submission:<id>` with the hash of what was seen."""

    recipient = s.CharField(max_length=200, help_text="To whom, as the ledger is to have it.")
    text = s.CharField(max_length=LONGEST_TEXT, help_text="Why, and on what ground.")


class DisclosureProposed(s.Serializer[object]):
    proposal = s.UUIDField(help_text="Decided at POST /api/v1/proposals/<id>/approve or /refuse.")


class Disclosure(APIView):
    permission_classes = [Reviews]

    @extend_schema(
        operation_id="submissions_disclosure",
        request=DisclosureAsked,
        responses={201: DisclosureProposed},
    )
    def post(self, request: Request, submission: UUID) -> Response:
        shape = DisclosureAsked(data=request.data)
        made = disclosing.propose(
            submission=submission,
            officer=cast(Officer, request.user),
            seen=shape.seen(),
            recipient=shape.validated_data["recipient"],
            text=shape.validated_data["text"],
            leave=shape.leave(request),
        )
        return Response({"proposal": str(made.pk)}, status=201)
