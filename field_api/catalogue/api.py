"""The forms a handset offers."""

from hashlib import sha256

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.catalogue import actions


class Forms(APIView):
    """Handsets ask at every sign-in and keep what they have: the answer is nearly always 304."""

    @extend_schema(
        operation_id="forms",
        summary="The newest version on offer of each form",
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
        ],
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="`{forms: [form, …]}`"),
            304: OpenApiResponse(description="What the handset has is current"),
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        offered = actions.offered()
        tag = f'"{sha256(repr(offered).encode()).hexdigest()}"'
        unchanged = get_conditional_response(request, etag=tag)
        answer = unchanged or Response(
            {"forms": [actions.get(kind, version).document for kind, version, _ in offered]}
        )
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, ["Authorization"])
        return answer
