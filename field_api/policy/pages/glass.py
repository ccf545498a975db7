"""/desk/glass/: what was opened of whose, what waits to be judged, and how often it happens."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.actions import glass as breaking
from field_api.policy.models import Glass
from field_api.policy.rules.breaking import Finding

MOST = 100


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def glass(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    try:
        asked, finding = UUID(request.POST.get("glass", "")), Finding(request.POST.get("verb", ""))
    except ValueError:
        raise Http404 from None
    officer, words = cast(Officer, request.user), request.POST.get("words", "")
    try:
        breaking.review(glass=asked, by=officer, finding=finding, words=words)
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _page(request, problem)
    messages.success(request, _("Recorded"))
    return redirect("desk-glass")


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    officer = cast(Officer, request.user)
    context = {
        "here": "glass",
        "problem": problem,
        "waits": breaking.to_review(officer).in_full().order_by("review_by")[:MOST],
        "rows": Glass.objects.visible_to(officer).in_full()[:MOST],
        "months": breaking.by_month(officer),
        "now": clock.now(),
    }
    return render(request, "policy/glass.html", context, status=problem.status if problem else 200)
