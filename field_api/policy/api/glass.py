"""/api/v1/glass: who opened what was not theirs, and what another found of it."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.permissions import Reviews
from field_api.policy.actions import glass
from field_api.policy.models import Glass
from field_api.policy.rules.breaking import LONGEST_WORDS, Finding

MOST = 200


class JudgedGlass(s.Serializer[object]):
    finding = s.ChoiceField([one.value for one in Finding])
    words = s.CharField(max_length=LONGEST_WORDS)


class GlassShape(s.Serializer[object]):
    id = s.UUIDField()
    submission = s.UUIDField()
    reference = s.CharField()
    officer = s.CharField()
    author = s.CharField()
    reason = s.CharField()
    opened_at = s.CharField()
    expires_at = s.CharField()
    review_by = s.CharField()
    reviewed_by = s.CharField(allow_null=True)
    reviewed_at = s.CharField(allow_null=True)
    finding = s.CharField(allow_blank=True)
    words = s.CharField(allow_blank=True)


class GlassList(s.Serializer[object]):
    glass = GlassShape(many=True)


class Broken(APIView):
    """What the asker opened, what was opened of theirs, and of units they answer for."""

    @extend_schema(operation_id="glass_list", responses=GlassList)
    def get(self, request: Request) -> Response:
        rows = Glass.objects.visible_to(_officer(request)).in_full()[:MOST]
        return Response({"glass": [_shown(row) for row in rows]})


class Review(APIView):
    permission_classes = [Reviews]

    @extend_schema(operation_id="glass_review", request=JudgedGlass, responses=GlassShape)
    def post(self, request: Request, glass_id: UUID) -> Response:
        given = JudgedGlass(data=request.data)
        given.is_valid(raise_exception=True)
        found = cast(dict[str, Any], given.validated_data)
        finding = Finding(found["finding"])
        row = glass.review(
            glass=glass_id, by=_officer(request), finding=finding, words=found["words"]
        )
        return Response(_shown(row))


def _shown(row: Glass) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "submission": str(row.submission),
        "reference": row.reference,
        "officer": row.officer.display_name,
        "author": row.author.display_name,
        "reason": row.reason,
        "opened_at": clock.iso(row.opened_at),
        "expires_at": clock.iso(row.expires_at),
        "review_by": clock.iso(row.review_by),
        "reviewed_by": row.reviewed_by.display_name if row.reviewed_by else None,
        "reviewed_at": clock.iso(row.reviewed_at) if row.reviewed_at else None,
        "finding": row.finding,
        "words": row.words,
    }


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)
