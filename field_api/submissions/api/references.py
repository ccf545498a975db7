"""/api/v1/references: numbers reserved for a handset, and what became of every number."""

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity.models import Device, Officer, Token
from field_api.lib import clock, ids
from field_api.lib.permissions import Oversees
from field_api.lib.problems import Problem
from field_api.submissions import numbers
from field_api.submissions.actions import gaps
from field_api.submissions.actions import references as reserving
from field_api.submissions.actions.references import Held


class ReferencesWanted(s.Serializer[object]):
    id = s.UUIDField(required=False, help_text="Of the block: asking again under it is safe.")
    count = s.IntegerField(min_value=1, max_value=numbers.LARGEST_BLOCK)


class ReferenceBlock(s.Serializer[object]):
    id = s.UUIDField()
    prefix = s.CharField(help_text="Force and year: `34/26/`.")
    first = s.IntegerField()
    last = s.IntegerField(help_text="Others may have drawn numbers between: see `references`.")
    issued_at = s.DateTimeField()
    hand_out_until = s.DateTimeField(help_text="What was handed out before counts for ever.")
    references = s.ListField(child=s.CharField(), help_text="Those not used and not returned.")


class ReferenceBlocks(s.Serializer[object]):
    blocks = s.ListField(child=ReferenceBlock())


class ReferencesGivenBack(s.Serializer[object]):
    references = s.ListField(child=s.CharField(max_length=30), max_length=200)


class ReferencesNoted(s.Serializer[object]):
    returned = s.IntegerField()


class ReferenceRun(s.Serializer[object]):
    first = s.CharField()
    last = s.CharField()
    count = s.IntegerField()
    standing = s.ChoiceField([one.value for one in numbers.Standing])
    said = s.CharField()
    issued_at = s.DateTimeField(allow_null=True)
    device = s.CharField(allow_null=True, help_text="Null for officers you don't cover.")
    officer = s.CharField(allow_null=True)


class ReferenceAccount(s.Serializer[object]):
    prefix = s.CharField()
    first = s.IntegerField()
    last = s.IntegerField()
    drawn = s.IntegerField(help_text="The last number anybody was given.")
    counts = s.DictField(child=s.IntegerField(), help_text="By standing.")
    runs = s.ListField(child=ReferenceRun())


class References(APIView):
    """Numbers an officer may give out where there is no signal."""

    @extend_schema(operation_id="references_held", responses=ReferenceBlocks)
    def get(self, request: Request) -> Response:
        held = reserving.held(device=_device(request))
        return Response({"blocks": [_block(one) for one in held]})

    @extend_schema(
        operation_id="references_reserve",
        summary="Reserve a block; 409 references-enough while two are open",
        request=ReferencesWanted,
        responses={201: ReferenceBlock},
    )
    def post(self, request: Request) -> Response:
        wanted = ReferencesWanted(data=request.data)
        wanted.is_valid(raise_exception=True)
        asked = wanted.validated_data
        held = reserving.reserve(
            device=_device(request), id=asked.get("id") or ids.new(), count=asked["count"]
        )
        return Response(_block(held), status=201)


class Returned(APIView):
    """References of drafts that were thrown away: never used, and never given to anybody else."""

    @extend_schema(
        operation_id="references_return", request=ReferencesGivenBack, responses=ReferencesNoted
    )
    def post(self, request: Request) -> Response:
        given = ReferencesGivenBack(data=request.data)
        given.is_valid(raise_exception=True)
        count = reserving.give_back(
            device=_device(request), references=given.validated_data["references"]
        )
        return Response({"returned": count})


class Gaps(APIView):
    """What became of each number of your force's series."""

    permission_classes = [Oversees]

    @extend_schema(
        operation_id="references_gaps",
        parameters=[
            OpenApiParameter("year", str, description="Two digits; this year unless said."),
            OpenApiParameter("first", int, required=True),
            OpenApiParameter("last", int, required=True, description="1,000 numbers at most."),
        ],
        responses=ReferenceAccount,
    )
    def get(self, request: Request) -> Response:
        officer = cast(Officer, request.user)
        asked = request.query_params
        year = asked.get("year", f"{clock.now():%y}")
        first, last = asked.get("first", ""), asked.get("last", "")
        prefix = f"{officer.force.code}/{year}/"
        try:
            if not numbers.read(numbers.written(prefix, 1)):
                raise ValueError
            found = gaps.account(prefix=prefix, first=int(first), last=int(last))
        except ValueError:
            detail = "Name a year of two digits, and 1 to 1,000 numbers by first and last."
            raise Problem(400, "malformed-request", "No such stretch", detail) from None
        return Response(gaps.shown(found, officer))


def _device(request: Request) -> Device:
    return cast(Token, request.auth).device  # the default permission asks for a token


def _block(held: Held) -> dict[str, Any]:
    block = held.block
    return {
        "id": str(block.pk),
        "prefix": block.prefix,
        "first": block.first,
        "last": block.last,
        "issued_at": clock.iso(block.issued_at),
        "hand_out_until": clock.iso(numbers.hand_out_until(block.issued_at)),
        "references": held.references,
    }
