"""/desk/alerts/ and /desk/alerts/<id>/: what runs, who has heard it, and taking it back."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.alerts import actions as alert_actions
from field_api.alerts.actions import desk
from field_api.alerts.actions.desk import Shown
from field_api.alerts.actions.issuing import may_issue
from field_api.alerts.pages.words import DONE, of_alert, of_officer
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only, found
from field_api.lib.problems import Problem


@desk_only
@require_http_methods(["GET", "HEAD"])
def alerts(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    shown = [_row(one) for one in desk.listed(officer)]
    context = {
        "here": "alerts",
        "running": [one for one in shown if one["runs"]],
        "over": [one for one in shown if not one["runs"]],
        "may_issue": may_issue(officer),
    }
    return render(request, "alerts/list.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, alert: UUID) -> HttpResponse:
    if request.method != "POST":
        return _one(request, alert)
    officer, why = cast(Officer, request.user), request.POST.get("why", "")
    try:
        alert_actions.recall(alert=alert, by=officer, why=why)
    except Problem as problem:
        return _one(request, alert, problem)
    messages.success(request, DONE["recall"])
    return redirect("desk-alert", alert)


def _row(shown: Shown) -> dict[str, Any]:
    unseen = shown.figures.addressed - shown.figures.seen
    return {"shown": shown, "unseen": unseen, **of_alert(shown.alert)}


def _one(request: HttpRequest, alert: UUID, problem: Problem | None = None) -> HttpResponse:
    officer = cast(Officer, request.user)
    with found():
        shown = desk.one(officer=officer, alert=alert)
    context: dict[str, Any] = {
        "here": "alerts",
        "shown": shown,
        "officers": [of_officer(one) for one in shown.officers],
        "problem": problem,
        "typed": request.POST,
        "may_issue": may_issue(officer),
        **of_alert(shown.alert),
    }
    return render(request, "alerts/one.html", context, status=problem.status if problem else 200)
