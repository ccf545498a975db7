"""/desk/people/force: what a force wants of its own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import postings
from field_api.identity.models import Force
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.pages.acting import Posted, administrator

_WANTED = {"two": True, "one": False}


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def force(request: HttpRequest) -> HttpResponse:
    row = Force.objects.get(pk=administrator(request).force_id)
    if request.method != "POST":
        return _page(request, row)
    posted = Posted(request)
    try:
        if posted.verb not in _WANTED:
            raise Problem(422, "decision-incomplete", "Press one of the buttons below")
        leave = posted.leave(postings.FORCE, postings.object_of(row))
        wanted = _WANTED[posted.verb]
        postings.want_second_person(force=row, wanted=wanted, by=posted.by, leave=leave)
    except Problem as problem:
        return _page(request, row, problem, posted)
    messages.success(request, "A second person is wanted" if wanted else "One person is enough")
    return redirect("desk-force")


def _page(
    request: HttpRequest, row: Force, problem: Problem | None = None, posted: Posted | None = None
) -> HttpResponse:
    context = {"here": "people", "row": row, "problem": problem}
    context |= posted.kept() if posted else {}
    return render(request, "policy/force.html", context, status=problem.status if problem else 200)
