"""/api/v1/agreements: listing, proposing, accepting, revoking."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.permissions import Erases
from field_api.policy import actions as policy
from field_api.policy.actions.proposing import Proposed
from field_api.policy.models import Agreement
from field_api.policy.rules import MARKINGS, Direction, Purpose

MOST = 500


class Proposing(s.Serializer[object]):
    """One of `force`, a code, or `partner`, a name. `ends_on` is the first day without."""

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


class Accepting(s.Serializer[object]):
    document = s.CharField(max_length=120, required=False, default="", allow_blank=True)


class Revoking(s.Serializer[object]):
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
        made = policy.propose(terms=Proposed(**given).terms(), by=_officer(request))
        return Response(_shown(made), status=201)


class Accept(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="agreements_accept", request=Accepting, responses=AgreementShape)
    def post(self, request: Request, agreement: UUID) -> Response:
        given = _valid(Accepting, request)
        made = policy.accept(agreement=agreement, by=_officer(request), document=given["document"])
        return Response(_shown(made))


class Revoke(APIView):
    permission_classes = [Erases]

    @extend_schema(operation_id="agreements_revoke", request=Revoking, responses=AgreementShape)
    def post(self, request: Request, agreement: UUID) -> Response:
        given = _valid(Revoking, request)
        made = policy.revoke(agreement=agreement, by=_officer(request), reason=given["reason"])
        return Response(_shown(made))


def _valid(shape: type[s.Serializer[object]], request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


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
