"""/api/v1/proposals: what takes two people, proposed and decided."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.actions import Leave
from field_api.identity.models import Device, Officer, Token, Unit
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.lib.permissions import Erases
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import LONGEST_TEXT, Kind, State

MOST = 200


class GrantShape(s.Serializer[object]):
    grant = s.CharField(
        max_length=64, allow_blank=True, default="", help_text="As POST /api/v1/grants gave it."
    )


class ProposingShape(GrantShape):
    text = s.CharField(max_length=LONGEST_TEXT, help_text="Why.")


class PostingProposal(ProposingShape):
    """A grant for `propose` on `officer:<login>`. `ends_on` is the first day without the role."""

    officer = s.CharField(max_length=20, help_text="The officer's number, as 34-1001.")
    unit = s.IntegerField()
    role = s.ChoiceField([one.value for one in Role])
    starts_on = s.DateField()
    ends_on = s.DateField(allow_null=True, default=None)


class DeviceProposal(ProposingShape):
    """A grant for `propose` on `device:<id>`."""

    device = s.UUIDField()


class RefusalShape(s.Serializer[object]):
    text = s.CharField(max_length=LONGEST_TEXT)


class ProposalShape(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField(help_text=", ".join(Kind))
    concerned = s.CharField(
        allow_null=True,
        help_text="Whose rights, handset or work it is about; null for what all forces share.",
    )
    details = s.DictField()
    text = s.CharField()
    state = s.CharField(help_text=", ".join(State))
    proposed_by = s.CharField()
    proposed_at = s.CharField()
    expires_at = s.CharField()
    decided_by = s.CharField(allow_null=True)
    decided_at = s.CharField(allow_null=True)
    answer = s.CharField(allow_blank=True)
    for_me = s.BooleanField(help_text="Whether it waits for who asks.")


class ProposalList(s.Serializer[object]):
    proposals = ProposalShape(many=True)


class Proposals(APIView):
    """Of the asker's force, and what concerns them; what waits first."""

    @extend_schema(operation_id="proposals_list", responses=ProposalList)
    def get(self, request: Request) -> Response:
        rows = proposals.listed(_officer(request), most=MOST)
        return Response({"proposals": [_shown(row, _officer(request)) for row in rows]})


class Postings(APIView):
    permission_classes = [Erases]

    @extend_schema(
        operation_id="proposals_posting", request=PostingProposal, responses={201: ProposalShape}
    )
    def post(self, request: Request) -> Response:
        given = _valid(PostingProposal, request)
        by = _officer(request)
        # A unit of another force may be asked for, and is refused: its name is no secret.
        unit = Unit.objects.filter(pk=given["unit"]).select_related("force").first()
        officer = Officer.objects.visible_to(by).filter(login=given["officer"].upper()).first()
        if unit is None or officer is None:
            raise Problem(404, "not-found", "Not found")
        made = proposals.propose_posting(
            officer=officer,
            unit=unit,
            role=Role(given["role"]),
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            text=given["text"],
            by=by,
            leave=_leave(request, given),
        )
        return Response(_shown(made, by), status=201)


class Devices(APIView):
    permission_classes = [Erases]

    @extend_schema(
        operation_id="proposals_device", request=DeviceProposal, responses={201: ProposalShape}
    )
    def post(self, request: Request) -> Response:
        given, by = _valid(DeviceProposal, request), _officer(request)
        seen = Device.objects.visible_to(by).filter(pk=given["device"])
        device = seen.select_related("officer__force").first()
        if device is None:
            raise Problem(404, "not-found", "Not found")
        leave = _leave(request, given)
        made = proposals.propose_unrevoking(device=device, text=given["text"], by=by, leave=leave)
        return Response(_shown(made, by), status=201)


class Approve(APIView):
    """With a grant for `approve` on `proposal:<id>`."""

    permission_classes = [Erases]

    @extend_schema(operation_id="proposals_approve", request=GrantShape, responses=ProposalShape)
    def post(self, request: Request, proposal: UUID) -> Response:
        leave = _leave(request, _valid(GrantShape, request))
        made = proposals.approve(proposal=proposal, by=_officer(request), leave=leave)
        return Response(_shown(made, _officer(request)))


class Refuse(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="proposals_refuse", request=RefusalShape, responses=ProposalShape)
    def post(self, request: Request, proposal: UUID) -> Response:
        text = _valid(RefusalShape, request)["text"]
        made = proposals.refuse(proposal=proposal, by=_officer(request), text=text)
        return Response(_shown(made, _officer(request)))


def _valid(shape: type[s.Serializer[object]], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def _leave(request: Request, given: dict[str, Any]) -> Leave:
    return Leave(cast(Token, request.auth).device, given["grant"])


def _shown(row: Proposal, by: Officer) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "concerned": row.concerned.display_name if row.concerned else None,
        "details": {name: value for name, value in row.details.items() if name != "thing"},
        "text": row.text,
        "state": proposals.state(row).value,
        "proposed_by": row.proposed_by.display_name,
        "proposed_at": clock.iso(row.proposed_at),
        "expires_at": clock.iso(row.expires_at),
        "decided_by": row.decided_by.display_name if row.decided_by else None,
        "decided_at": clock.iso(row.decided_at) if row.decided_at else None,
        "answer": row.answer,
        "for_me": proposals.waits_for(row, by),
    }
