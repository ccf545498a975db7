"""/desk/taskings/ and /desk/taskings/<id>/: what is asked, who goes, what came of it."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.alerts.actions import issuing
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only, found
from field_api.lib.problems import Fault, Problem
from field_api.tasking import actions as tasking_actions
from field_api.tasking.actions import desk
from field_api.tasking.actions.desk import Shown
from field_api.tasking.models import Tasking
from field_api.tasking.pages.naming import whom
from field_api.tasking.pages.words import DONE, KNOWN, of_officer, of_tasking
from field_api.watch import actions as watch


@desk_only
@require_http_methods(["GET", "HEAD"])
def taskings(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    shown = [{"shown": one, **of_tasking(one.tasking)} for one in desk.listed(officer)]
    context = {
        "here": "taskings",
        "running": [one for one in shown if one["runs"]],
        "over": [one for one in shown if not one["runs"]],
        "may_issue": issuing.may_issue(officer),
    }
    return render(request, "tasking/list.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, tasking: UUID) -> HttpResponse:
    if request.method != "POST":
        return _one(request, tasking)
    verb = request.POST.get("verb", "")
    act = _ACTS.get(verb)
    if act is None:
        raise Http404
    try:
        act(request, tasking)
    except Problem as problem:
        return _one(request, tasking, problem)
    messages.success(request, DONE[verb])
    return redirect("desk-tasking", tasking)


def _close(request: HttpRequest, tasking: UUID) -> None:
    by = cast(Officer, request.user)
    tasking_actions.close(tasking=tasking, by=by, why=request.POST.get("why", ""))


def _give(request: HttpRequest, tasking: UUID) -> None:
    by = cast(Officer, request.user)
    unit = request.POST.get("unit", "")
    if unit and not unit.isdecimal():
        raise Http404
    said = {"unit": unit, "officers": request.POST.get("officers", "")[:400]}
    tasking_actions.give(tasking=tasking, to=whom(said, by), by=by)


def _end_listing(request: HttpRequest, tasking: UUID) -> None:
    """The owner's own act, or of who may end it for them: of one that they may not, 404."""
    by = cast(Officer, request.user)
    row = Tasking.objects.visible_to(by).filter(pk=tasking, listing__isnull=False).first()
    if row is None or row.listing is None:
        raise Problem(404, "not-found", "Not found")
    why = request.POST.get("why", "").strip()
    if not why:
        fault = Fault("/why", "required", "Say why: it is kept with the entry.")
        raise Problem(422, "listing-invalid", "Nothing was ended yet", errors=[fault])
    watch.end(listing=row.listing, by=by, why=why)


_ACTS: dict[str, Callable[[HttpRequest, UUID], None]] = {
    "close": _close,
    "give": _give,
    "end-listing": _end_listing,
}


def _one(request: HttpRequest, tasking: UUID, problem: Problem | None = None) -> HttpResponse:
    officer = cast(Officer, request.user)
    with found():
        shown = desk.one(officer=officer, tasking=tasking)
    context: dict[str, Any] = {
        "here": "taskings",
        "shown": shown,
        "known": _known(shown),
        "officers": [of_officer(one) for one in shown.officers],
        "units": issuing.units_for(officer) if shown.may_steer else [],
        "problem": problem,
        "typed": request.POST,
        **of_tasking(shown.tasking),
    }
    status = problem.status if problem else 200
    return render(request, "tasking/one.html", context, status=status)


def _known(shown: Shown) -> list[tuple[Any, str]]:
    """What is known of who is sought; what has no name of ours comes last, by its own."""
    attributes: dict[str, str] = shown.tasking.sought.get("attributes", {})
    ours = [(label, attributes[name]) for name, label in KNOWN.items() if name in attributes]
    theirs = [(name.capitalize(), said) for name, said in attributes.items() if name not in KNOWN]
    return [*ours, *theirs]
