"""/desk/glass/break: open one record that is not the officer's to see."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.rules.breaking import LONGEST_REASON, SHORTEST_REASON
from field_api.submissions.actions import breaking


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    named, reason = (request.POST.get(name, "").strip() for name in ("named", "reason"))
    leave = Leave(b"", "")
    try:
        leave = proving.leave(request, "break-glass", [(breaking.object_of(named), "")])
        officer = cast(Officer, request.user)
        made = breaking.break_glass(officer=officer, named=named, reason=reason, leave=leave)
    except Problem as problem:
        return _page(request, problem, leave)
    return redirect("desk-submission", submission=made.submission)


def _page(
    request: HttpRequest, problem: Problem | None = None, leave: Leave | None = None
) -> HttpResponse:
    context = {
        "here": "glass",
        "problem": problem,
        "named": request.POST.get("named", ""),
        "reason": request.POST.get("reason", ""),
        "shortest": SHORTEST_REASON,
        "longest": LONGEST_REASON,
        "grant": leave.secret if leave else "",
    }
    return render(request, "policy/break.html", context, status=problem.status if problem else 200)
