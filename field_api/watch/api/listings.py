"""/api/v1/watch/listings and /hits: the watch list and where it turned up."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.identity import actions as identity
from field_api.identity.actions import Leave
from field_api.identity.models import Officer, Token
from field_api.identity.rules.stepping import fresh_for
from field_api.lib.problems import Problem
from field_api.policy.rules import MARKINGS
from field_api.watch import actions as watch
from field_api.watch.actions import importing, reading
from field_api.watch.api import shapes
from field_api.watch.models import Listing
from field_api.watch.rules import Verdict
from field_api.watch.rules.faults import Wanted

_FILTERS = [
    OpenApiParameter("kind", str, description="One kind alone."),
    OpenApiParameter("category", str, description="One category alone."),
    OpenApiParameter("over", bool, description="Those that ended, ran out or were weeded."),
]


class Listings(APIView):
    @extend_schema(
        operation_id="watch_listings",
        summary="The watch list, the newest 200 of what the asker may see",
        parameters=_FILTERS,
        responses=shapes.ListingList,
    )
    def get(self, request: Request) -> Response:
        _check_fresh(request)
        asked = request.query_params
        over = asked.get("over", "") in ("1", "true")
        officer = _officer(request)
        if not reading.is_reader(officer):
            raise Problem(404, "not-found", "Not found")
        found = reading.listed(
            officer=officer,
            shelf=reading.OVER if over else reading.CURRENT,
            kind=asked.get("kind", ""),
            category=asked.get("category", ""),
        )
        return Response({"listings": [shapes.listing(one) for one in found]})

    @extend_schema(
        operation_id="watch_list",
        summary="Put somebody or something on the watch list",
        request=shapes.ListingGiven,
        responses={201: shapes.ListingShape},
    )
    def post(self, request: Request) -> Response:
        given = _valid(shapes.ListingGiven, request)
        id = given.pop("id")
        row = watch.list_(wanted=Wanted(**given), by=_officer(request), id=id)
        return _answer(request, row, status=201)


class OneListing(APIView):
    @extend_schema(operation_id="watch_listing", responses=shapes.ListingShape)
    def get(self, request: Request, listing: UUID) -> Response:
        _check_fresh(request)
        found = reading.one(officer=_officer(request), listing=listing)
        return Response(shapes.listing(found))

    @extend_schema(
        operation_id="watch_amend",
        summary="Say it anew; what is covert has to be approved anew",
        request=shapes.ListingAmended,
        responses=shapes.ListingShape,
    )
    def put(self, request: Request, listing: UUID) -> Response:
        given = _valid(shapes.ListingAmended, request)
        version = given.pop("version")
        row = watch.amend(
            listing=listing, wanted=Wanted(**given), by=_officer(request), version=version
        )
        return _answer(request, row)


class Extension(APIView):
    @extend_schema(
        operation_id="watch_extend",
        request=shapes.ExtensionGiven,
        responses=shapes.ListingShape,
    )
    def post(self, request: Request, listing: UUID) -> Response:
        given = _valid(shapes.ExtensionGiven, request)
        return _answer(request, watch.extend(listing=listing, by=_officer(request), **given))


class Ending(APIView):
    @extend_schema(
        operation_id="watch_end",
        summary="End it; its alerts are taken back from every handset",
        request=shapes.EndingGiven,
        responses=shapes.ListingShape,
    )
    def post(self, request: Request, listing: UUID) -> Response:
        given = _valid(shapes.EndingGiven, request)
        return _answer(request, watch.end(listing=listing, by=_officer(request), why=given["why"]))


class Approval(APIView):
    """With a grant for `approve-covert` on `listing:<id>`, for its `hash`."""

    @extend_schema(
        operation_id="watch_approve",
        summary="Approve a covert listing, as a second person",
        request=shapes.ApprovalGiven,
        responses=shapes.ListingShape,
    )
    def post(self, request: Request, listing: UUID) -> Response:
        given = _valid(shapes.ApprovalGiven, request)
        leave = Leave(cast(Token, request.auth).device, given["grant"])
        return _answer(request, watch.approve(listing=listing, by=_officer(request), leave=leave))


class Import(APIView):
    @extend_schema(
        operation_id="watch_import",
        summary="Bring a list in, or say what would become of it",
        request=shapes.ImportGiven,
        responses=shapes.ImportTold,
    )
    def post(self, request: Request) -> Response:
        given = _valid(shapes.ImportGiven, request)
        told = importing.bring(
            rows=given["listings"],
            source=given["source"],
            by=_officer(request),
            dry_run=given["dry_run"],
        )
        return Response({"results": [shapes.result(one) for one in told]})


class Hits(APIView):
    @extend_schema(
        operation_id="watch_hits",
        summary="Where listings turned up, the newest 200 of what the asker may see",
        parameters=[
            OpenApiParameter("listing", UUID, description="Of one listing alone."),
            OpenApiParameter("to_judge", bool, description="Those somebody has to look at."),
        ],
        responses=shapes.HitList,
    )
    def get(self, request: Request) -> Response:
        _check_fresh(request)
        asked = request.query_params
        try:
            listing = UUID(asked["listing"]) if "listing" in asked else None
        except ValueError:
            raise Problem(404, "not-found", "Not found") from None
        to_judge = asked.get("to_judge", "") in ("1", "true")
        found = reading.hits(officer=_officer(request), listing=listing, to_judge=to_judge)
        return Response({"hits": [shapes.hit(one) for one in found]})


class Judging(APIView):
    @extend_schema(
        operation_id="watch_judge",
        summary="Say that a possible hit is the one, or another",
        request=shapes.VerdictGiven,
        responses={204: None},
    )
    def post(self, request: Request, hit: UUID) -> Response:
        given = _valid(shapes.VerdictGiven, request)
        verdict = Verdict(given["verdict"])
        watch.judge(hit=hit, by=_officer(request), verdict=verdict, why=given["why"])
        return Response(status=204)


def _check_fresh(request: Request) -> None:
    """As for colleagues' work under the highest marking: what is looked for is as telling."""
    identity.check_fresh(cast(Token, request.auth), fresh_for(MARKINGS[-1]))


def _answer(request: Request, row: Listing, status: int = 200) -> Response:
    found = reading.one(officer=_officer(request), listing=row.pk)
    return Response(shapes.listing(found), status=status)


def _valid(shape: Any, request: Request) -> dict[str, Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _officer(request: Request) -> Officer:
    return cast(Officer, request.user)
