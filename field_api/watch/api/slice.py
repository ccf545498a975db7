"""/api/v1/watch/slice: what a handset carries of the watch list."""

from typing import cast

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.alerts.rules import PRIORITIES
from field_api.identity.models import Officer, Token
from field_api.watch.actions import slice as slicing
from field_api.watch.rules import CATEGORIES, KINDS


class CarriedMarker(s.Serializer[object]):
    code = s.CharField()
    label = s.CharField(  # type: ignore[assignment]  # also the name of a Field's own member
        help_text="What it means; the code again where that is not known here."
    )
    advice = s.CharField(allow_blank=True)
    source = s.CharField(  # type: ignore[assignment]  # also the name of a Field's own member
        help_text="Whose word it is."
    )
    date = s.DateField(help_text="When that was last said.")


class CarriedListing(s.Serializer[object]):
    id = s.UUIDField()
    kind = s.CharField(help_text=f"One of {', '.join(KINDS)}.")
    keys = s.ListField(
        child=s.CharField(), help_text="Hashes, as in `known`: 12 bytes of HMAC-SHA-256, base64url."
    )
    what = s.CharField()
    action = s.CharField(allow_blank=True, help_text="What to do.")
    warnings = CarriedMarker(many=True)
    priority = s.CharField(help_text=f"One of {', '.join(PRIORITIES)}.")
    category = s.CharField(help_text=f"One of {', '.join(CATEGORIES)}.")
    marking = s.CharField()
    source = s.CharField()  # type: ignore[assignment]  # also the name of a Field's own member
    reference = s.CharField(allow_blank=True)
    listed_at = s.DateTimeField()
    valid_from = s.DateTimeField()
    valid_until = s.DateTimeField()


class SlicePage(s.Serializer[object]):
    salt = s.CharField(help_text="Of this handset, base64url; the same as of `known`.")
    lasts = s.IntegerField(help_text="Seconds to keep it since this door last answered.")
    next = s.CharField(allow_null=True, help_text="`after` of the next page.")
    listings = CarriedListing(many=True)


class Slice(APIView):
    """What this handset may know by itself of whom and what is looked for. A 304 says that it is
    all as it was, and may be kept for as long again."""

    @extend_schema(
        operation_id="watch_slice",
        summary="The part of the watch list that a handset carries without a signal",
        parameters=[
            OpenApiParameter("after", str, description="`next` of the page before."),
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
        ],
        responses={
            200: SlicePage,
            304: OpenApiResponse(description="What the handset has is current"),
        },
    )
    @method_decorator(gzip_page)
    def get(self, request: Request) -> HttpResponseBase:
        officer = cast(Officer, request.user)  # the default permission lets nobody else in
        device, after = cast(Token, request.auth).device, request.query_params.get("after", "")
        now = slicing.carried(officer=officer, device=device)
        tag = f'"{now.tag}"'
        answer = None if after else get_conditional_response(request, etag=tag)
        answer = answer or Response(
            slicing.page(officer=officer, device=device, of=now, after=after)
        )
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, ["Authorization"])
        return answer
