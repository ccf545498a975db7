"""/desk/records/: one person, vehicle or number, from all that may be read of it."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem

_DONE = {
    "same": "Said to be the same",
    "different": "Said to be different",
    "reverse": "Taken back",
}
_NOT_SEEN = Problem(422, "judgement-incomplete", "Press one of the buttons below")


@desk_only
@require_safe
def of_submission(request: HttpRequest, submission: UUID) -> HttpResponse:
    """Whom and what one entry speaks of."""
    try:
        found = intelligence.of_submission(officer=_officer(request), submission=submission)
    except Problem:
        return _missing(request)
    context = {**found, "submission": submission, "queue": reverse("desk")}
    return render(request, "intelligence/mentions.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, mention: UUID) -> HttpResponse:
    problem = None
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        try:
            _acts(verb)(request, mention)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _DONE[verb])
            return HttpResponseRedirect(reverse("desk-record", args=[mention]))
    try:
        found = intelligence.card(officer=_officer(request), mention=mention)
    except Problem:
        return _missing(request)
    context = {"card": found, "problem": problem, "why": request.POST.get("why", "")}
    return render(
        request, "intelligence/card.html", context, status=problem.status if problem else 200
    )


def _acts(verb: str) -> Callable[[HttpRequest, UUID], None]:
    if verb not in _DONE:
        raise _NOT_SEEN
    return _reverse if verb == "reverse" else _judge


def _judge(request: HttpRequest, mention: UUID) -> None:
    intelligence.judge(
        officer=_officer(request),
        this=mention,
        that=_named(request, "that"),
        says=request.POST["verb"],
        why=request.POST.get("why", ""),
    )


def _reverse(request: HttpRequest, mention: UUID) -> None:
    intelligence.reverse(
        officer=_officer(request),
        judgement=_named(request, "judgement"),
        why=request.POST.get("why", ""),
    )


def _named(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise _NOT_SEEN from None


def _missing(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/missing.html", {"queue": reverse("desk")}, status=404)


def _officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)
