"""/desk/drafts/: what lies unfinished on officers' devices, and handing it over."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.drafts import actions
from field_api.drafts.actions import choosing
from field_api.drafts.actions.handing import colleagues
from field_api.drafts.actions.show import Desk
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem

_FAULTS = {
    404: "What you chose is no longer there, or no longer yours to hand over. Choose again.",
    403: "Nobody hands over to or from themselves.",
    422: "Choose at least one draft, say who is to have it, and why.",
}


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    if not officer.may_review:
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, officer)
    try:
        count, name = _hand_over(officer, request.POST)
    except Problem as problem:
        return _page(request, officer, problem)
    noun = "draft" if count == 1 else "drafts"
    messages.success(request, f"{count} {noun} handed to {name}, for 24 hours")
    return HttpResponseRedirect(reverse("desk-drafts"))


def _hand_over(by: Officer, typed: QueryDict) -> tuple[int, str]:
    author, to = typed.get("officer", ""), typed.get("to", "")
    whom, _, which = to.partition(":")
    ids = [found for text in typed.getlist("draft") if (found := _uuid(text))]
    if not (ids and which and typed.get("reason", "").strip()):
        raise Problem(422, "hand-over-incomplete", "Something is missing")
    chosen = choosing.chosen(by=by, author=author, drafts=ids, device=None)
    receiver = choosing.receiver(
        by=by,
        author=author,
        officer=which if whom == "officer" else "",
        device=_uuid(which) if whom == "device" else None,
    )
    made = actions.hand_over(by=by, drafts=chosen, to=receiver, reason=typed.get("reason", ""))
    device = f", {receiver.device.name}" if receiver.device else ""
    return len(made), f"{receiver.officer.display_name}{device}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page(request: HttpRequest, officer: Officer, problem: Problem | None = None) -> HttpResponse:
    found, people = actions.covered(officer), colleagues(officer)
    context: dict[str, Any] = {
        "desks": [_desk(one, people) for one in found],
        "here": "drafts",
        "fault": _FAULTS.get(problem.status, problem.detail) if problem else "",
        "typed": request.POST,
        "chosen": request.POST.getlist("draft"),
    }
    return render(request, "drafts/desk.html", context, status=problem.status if problem else 200)


def _desk(one: Desk, people: list[Officer]) -> dict[str, Any]:
    return {
        "officer": one.officer,
        "devices": [
            {"device": device, "drafts": [_draft(draft) for draft in found]}
            for device, found in one.devices
            if found
        ],
        "others": [device for device, _ in one.devices if device.revoked_at is None],
        "colleagues": [officer for officer in people if officer != one.officer],
    }


def _draft(one: dict[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "saved": clock.parse(one["saved_at"]),
        "started": clock.parse(one["started_at"]),
        "gone": clock.parse(one["gone_at"]),
        "named": one["kind"].replace("-", " ").capitalize(),
    }
