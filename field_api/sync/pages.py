"""/console/handsets/: what handsets said they wrote and did not bring, and what they handed in."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.delivery.models import Task
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.oversight.actions import letters as dead
from field_api.submissions.actions import desk
from field_api.sync.actions import letters, minted
from field_api.sync.models import DeadLetter

MOST = 100

# What a person can make out; the rest is for whoever mends the client, by the API.
_SHOWN = 20_000


@desk_only
@require_http_methods(["GET", "HEAD"])
def handsets(request: HttpRequest) -> HttpResponse:
    who = _officer(request)
    found, count = letters.listed(officer=who, most=MOST)
    context = {
        "gaps": minted.gaps(officer=who, most=MOST),
        "letters": found,
        "more": count - len(found),
    }
    return _page(request, "handsets", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, name: str) -> HttpResponse:
    who = _officer(request)
    try:
        if request.method == "POST":
            letters.deal_with(name=name, officer=who, note=request.POST.get("note", "")[:2000])
            messages.success(request, "Dealt with")
            return HttpResponseRedirect(reverse("console-handsets"))
        return _letter(request, letters.read(name=name, officer=who))
    except Problem as problem:
        if problem.status == 404:
            return _page(request, "missing", {"what": "letter"}, 404)
        row = letters.read(name=name, officer=who)
        return _letter(request, row, refused=problem, status=problem.status)


def _letter(
    request: HttpRequest, row: DeadLetter, refused: Problem | None = None, status: int = 200
) -> HttpResponse:
    text = bytes(row.body[:_SHOWN]).decode(errors="replace").replace("\0", "\ufffd")
    size = len(row.body)
    context = {"is": row, "text": text, "size": size, "cut": size > _SHOWN, "refused": refused}
    return _page(request, "handset_letter", context, status)


def _officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)


def _page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """In the console's frame, which is filled here too: its own floor knows nothing of handsets."""
    who = _officer(request)
    frame = {
        "here": "systems",
        "tab": "handsets",
        "waiting": len(desk.queue(who)),
        "dead": dead.counts(who).total(),
        "todo": Task.objects.visible_to(who).open().count(),
        "may_steer": who.may_steer,
    }
    return render(request, f"console/{template}.html", {**frame, **context}, status=status)
