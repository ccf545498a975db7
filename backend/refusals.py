"""The answers Django gives when no view did, as the problem documents everything else gives."""

from django.http import HttpRequest, JsonResponse

from field_api.lib.problems import MEDIA_TYPE, Problem


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _document(Problem(400, "malformed-request", "Malformed request"))


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _document(Problem(403, "not-allowed", "Not allowed"))


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _document(Problem(404, "not-found", "Not found"))


def failed(request: HttpRequest) -> JsonResponse:
    return _document(Problem(500, "our-fault", "Something failed here; nothing was kept by halves"))


def _document(problem: Problem) -> JsonResponse:
    return JsonResponse(problem.document(), status=problem.status, content_type=MEDIA_TYPE)
