"""The forms a handset offers, and the lists their codes are taken from."""

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from field_api.catalogue import actions
from field_api.catalogue.actions import NoSuchForm, NoSuchList
from field_api.catalogue.models import CodeList
from field_api.lib.problems import Problem

_YEAR = 365 * 24 * 60 * 60


class Forms(APIView):
    """Handsets ask at every sign-in and keep what they have: the answer is nearly always 304."""

    is_about_nobody = True

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
    @method_decorator(gzip_page)
    def get(self, request: Request) -> HttpResponseBase:
        tag = actions.tag()
        unchanged = get_conditional_response(request, etag=tag)
        answer = unchanged or Response(
            {"forms": [form.document for form in actions.current_forms()]}
        )
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, no_cache=True)
        patch_vary_headers(answer, ["Authorization"])
        return answer


class OneForm(APIView):
    """One version of a form, retired or not. It never changes, so it is asked for once."""

    is_about_nobody = True

    @extend_schema(
        operation_id="forms_version",
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
        ],
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="The form"),
            304: OpenApiResponse(description="What the handset has is current, and always will be"),
        },
    )
    @method_decorator(gzip_page)
    def get(self, request: Request, kind: str, version: int) -> HttpResponseBase:
        try:
            form = actions.get(kind, version)
        except NoSuchForm:
            raise Problem(404, "not-found", "Not found") from None
        tag = f'"{actions.digest(dict(form.document))}"'
        answer = get_conditional_response(request, etag=tag) or Response(form.document)
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, immutable=True, max_age=_YEAR)
        patch_vary_headers(answer, ["Authorization"])
        return answer


class Lists(APIView):
    """Which lists of codes there are: a handset asks with the forms that name them."""

    is_about_nobody = True

    @extend_schema(
        operation_id="lists",
        summary="The newest version of each list of codes",
        responses={
            200: OpenApiResponse(
                OpenApiTypes.OBJECT,
                description="`{lists: [{list, version, size, digest}, …]}`",
            )
        },
    )
    def get(self, request: Request) -> Response:
        answer = Response({"lists": [_named(one) for one in actions.lists_on_offer()]})
        patch_cache_control(answer, private=True, no_cache=True)
        return answer


def _named(one: CodeList) -> dict[str, object]:
    return {"list": one.name, "version": one.version, "size": one.size, "digest": one.digest}


class OneList(APIView):
    """One version of a list. It never changes, so it is asked for once."""

    is_about_nobody = True

    @extend_schema(
        operation_id="lists_version",
        parameters=[
            OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER),
            OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 304]),
        ],
        responses={
            200: OpenApiResponse(
                OpenApiTypes.OBJECT,
                description="`{list, version, title, source, licence, unverified, codes}`; a code"
                " is `[code, label]` or `[code, label, {more}]`",
            ),
            304: OpenApiResponse(description="What the handset has is current, and always will be"),
        },
    )
    @method_decorator(gzip_page)
    def get(self, request: Request, name: str, version: int) -> HttpResponseBase:
        try:
            found = actions.list_of(name, version)
        except NoSuchList:
            raise Problem(404, "not-found", "Not found") from None
        tag = f'"{found.digest}"'
        whole = Response({**found.document, "version": found.version})
        answer = get_conditional_response(request, etag=tag) or whole
        answer.headers["ETag"] = tag
        patch_cache_control(answer, private=True, immutable=True, max_age=_YEAR)
        patch_vary_headers(answer, ["Authorization"])
        return answer
