"""/api/v1/agreements: listing, proposing, accepting, revoking."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Token
from field_api.lib import clock
from field_api.lib.permissions import Erases
from field_api.policy import actions as policy
from field_api.policy.actions.proposing import Proposed
from field_api.policy.models import Agreement
from field_api.policy.rules import MARKINGS, Direction, Purpose

MOST = 500


class GrantedAct(s.Serializer[object]):
    """Refused as 403 step-up-needed without a grant; `grant` in the refusal is what to ask for."""

    grant = s.CharField(
        max_length=64, allow_blank=True, default="", help_text="As POST /api/v1/grants gave it."
    )


class Proposing(GrantedAct):
    """One of `force`, a code, or `partner`, a name. `ends_on` is the first day without. A grant for
    `propose-agreement` on `agreement-with:<side>` with the hash of these very terms.
    """

    force = s.CharField(max_length=4, required=False, default="", allow_blank=True)
    partner = s.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=40, required=False, default="", allow_blank=True
    )
    direction = s.ChoiceField([one.value for one in Direction])
    kinds = s.ListField(child=s.CharField(max_length=60), min_length=1, max_length=50)
    marking = s.ChoiceField(list(MARKINGS))
    purpose = s.ChoiceField([one.value for one in Purpose])
    starts_on = s.DateField()
    ends_on = s.DateField()


class Accepting(GrantedAct):
    """A grant for `accept-agreement` on `agreement:<id>`."""

    document = s.CharField(max_length=120, required=False, default="", allow_blank=True)


class Revoking(GrantedAct):
    """A grant for `revoke-agreement` on `agreement:<id>`."""

    reason = s.CharField(max_length=300)


class AgreementShape(s.Serializer[object]):
    id = s.UUIDField()
    force = s.CharField()
    with_force = s.CharField(allow_null=True)
    partner = s.CharField(allow_blank=True)
    direction = s.ChoiceField([one.value for one in Direction])
    kinds = s.ListField(child=s.CharField())
    marking = s.CharField()
    purpose = s.CharField()
    starts_on = s.DateField()
    ends_on = s.DateField()
    standing = s.ChoiceField(["proposed", "waiting", "running", "over", "revoked"])
    proposed_by = s.CharField()
    accepted_by = s.CharField(allow_null=True)
    accepted_at = s.CharField(allow_null=True)
    document = s.CharField(allow_blank=True)
    revoked_at = s.CharField(allow_null=True)
    reason = s.CharField(allow_blank=True)


class AgreementList(s.Serializer[object]):
    agreements = AgreementShape(many=True)


class Agreements(APIView):
    """Inspectors and administrators of either side."""

    permission_classes = [Erases]

    @extend_schema(operation_id="agreements_list", responses=AgreementList)
    def get(self, request: Request) -> Response:
        rows = Agreement.objects.visible_to(_officer(request)).in_full()[:MOST]
        return Response({"agreements": [_shown(row) for row in rows]})

    @extend_schema(
        operation_id="agreements_propose", request=Proposing, responses={201: AgreementShape}
    )
    def post(self, request: Request) -> Response:
        given = _valid(Proposing, request)
        leave = _leave(request, given.pop("grant"))
        terms = Proposed(**given).terms()
        made = policy.propose(terms=terms, by=_officer(request), leave=leave)
        return Response(_shown(made), status=201)


class Accept(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="agreements_accept", request=Accepting, responses=AgreementShape)
    def post(self, request: Request, agreement: UUID) -> Response:
        given, by = _valid(Accepting, request), _officer(request)
        leave, document = _leave(request, given["grant"]), given["document"]
        made = policy.accept(agreement=agreement, by=by, leave=leave, document=document)
        return Response(_shown(made))


class Revoke(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="agreements_revoke", request=Revoking, responses=AgreementShape)
    def post(self, request: Request, agreement: UUID) -> Response:
        given, by = _valid(Revoking, request), _officer(request)
        leave, reason = _leave(request, given["grant"]), given["reason"]
        made = policy.revoke(agreement=agreement, by=by, leave=leave, reason=reason)
        return Response(_shown(made))


def _valid(shape: type[s.Serializer[object]], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


def _leave(request: Request, grant: str) -> Leave:
    return Leave(cast(Token, request.auth).device, grant)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)


def _shown(row: Agreement) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "force": row.force.code,
        "with_force": row.with_force.code if row.with_force else None,
        "partner": row.partner,
        "direction": row.direction,
        "kinds": row.kinds,
        "marking": row.marking,
        "purpose": row.purpose,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "standing": row.standing(),
        "proposed_by": row.proposed_by.display_name,
        "accepted_by": row.accepted_by.display_name if row.accepted_by else None,
        "accepted_at": clock.iso(row.accepted_at) if row.accepted_at else None,
        "document": row.document,
        "revoked_at": clock.iso(row.revoked_at) if row.revoked_at else None,
        "reason": row.reason,
    }
