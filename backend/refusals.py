"""What is answered when no view did: a page to a person, a problem document to a program."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from field_api.lib.problems import MEDIA_TYPE, Problem

_STALE = "It was open for too long, or you signed in elsewhere. Go back, reload it, and try again."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, Problem(400, "malformed-request", "That could not be understood"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, Problem(403, "not-allowed", "Not allowed"))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW; `reason` is for developers and stays out of the answer."""
    return _answer(request, Problem(403, "stale-page", "This page is out of date", _STALE))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, Problem(404, "not-found", "There is nothing here"))


def failed(request: HttpRequest) -> HttpResponse:
    return _answer(request, Problem(500, "our-fault", "Something failed here", "Nothing was lost."))


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/"):
        return render(request, "web/refused.html", {"problem": problem}, status=problem.status)
    return JsonResponse(problem.document(), status=problem.status, content_type=MEDIA_TYPE)
