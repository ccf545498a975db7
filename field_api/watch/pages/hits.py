"""/desk/watch/hits/: what may be somebody looked for, to be judged by a person."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.watch import actions as watch
from field_api.watch.actions import reading
from field_api.watch.pages import words
from field_api.watch.rules import VERDICTS, Verdict


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def hits(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    return _judge(request, officer) if request.method == "POST" else _shown(request, officer)


def _shown(request: HttpRequest, officer: Officer, problem: Problem | None = None) -> HttpResponse:
    markers = catalogue.markers()
    rows = [
        {**words.of_hit(one), "about": words.of_listing(one.hit.listing, markers)}
        for one in reading.hits(officer=officer, to_judge=True)
    ]
    context = {"here": "watch", "rows": rows, "problem": problem}
    status = problem.status if problem else 200
    return render(request, "watch/hits.html", context, status=status)


def _judge(request: HttpRequest, officer: Officer) -> HttpResponse:
    verdict = request.POST.get("verb", "")
    try:
        hit = UUID(request.POST.get("hit", ""))
        if verdict not in VERDICTS:
            raise ValueError
        why = request.POST.get("why", "")
        watch.judge(hit=hit, by=officer, verdict=Verdict(verdict), why=why)
    except ValueError:
        raise Http404 from None
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _shown(request, officer, problem)
    messages.success(request, words.DONE[verdict])
    return redirect("desk-watch-hits")
