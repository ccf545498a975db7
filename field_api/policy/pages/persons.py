"""/desk/persons/: what waits for a second person, and who decided what."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Device, Officer, Unit
from field_api.identity.rules import Role
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.pages.acting import role_words
from field_api.policy.rules.two_persons import LONGEST_TEXT

MOST = 100
_NONE = Leave(b"", "")


class PostingForm(forms.Form):
    officer = forms.CharField(max_length=20)
    unit = forms.IntegerField()
    role = forms.ChoiceField(choices=[(one.value, one.value) for one in Role])
    starts_on = forms.DateField()
    ends_on = forms.DateField(required=False)
    text = forms.CharField(max_length=LONGEST_TEXT)


class DeviceForm(forms.Form):
    device = forms.UUIDField()
    text = forms.CharField(max_length=LONGEST_TEXT)


@desk_only
@require_safe
def persons(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    rows = [_row(row, officer) for row in proposals.listed(officer, MOST)]
    waits = [row for row in rows if row["for_me"]]
    context = {"here": "persons", "waits": waits, "rows": [r for r in rows if not r["for_me"]]}
    return render(request, "policy/persons.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, proposal: UUID) -> HttpResponse:
    """One proposal, to decide or to read."""
    if request.method != "POST":
        return _one(request, proposal)
    leave = _NONE
    try:
        if request.POST.get("verb") == "approve":
            leave = proving.leave(request, "approve", [(f"proposal:{proposal}", "")])
            officer = cast(Officer, request.user)
            proposals.approve(proposal=proposal, by=officer, leave=leave)
        else:
            text = request.POST.get("text", "")
            proposals.refuse(proposal=proposal, by=cast(Officer, request.user), text=text)
    except Problem as problem:
        return _one(request, proposal, problem, leave)
    messages.success(request, _("Decided"))
    return redirect("desk-persons")


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    if not cast(Officer, request.user).may_erase:
        raise Http404
    if request.method != "POST":
        return _form(request)
    is_device = request.POST.get("verb") == "device"
    form = DeviceForm(request.POST) if is_device else PostingForm(request.POST)
    if not form.is_valid():
        problem = Problem(422, "decision-incomplete", "Fill in every field")
        return _form(request, problem)
    try:
        (_propose_device if is_device else _propose_posting)(request, form.cleaned_data)
    except Problem as problem:
        return _form(request, problem)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-persons")


def _propose_posting(request: HttpRequest, given: dict[str, Any]) -> None:
    by = cast(Officer, request.user)
    officer = Officer.objects.visible_to(by).filter(login=given["officer"].upper()).first()
    unit = Unit.objects.filter(pk=given["unit"], force=by.force_id).select_related("force").first()
    if officer is None or unit is None:
        raise Problem(422, "decision-incomplete", "There is no such officer or unit")
    starts_on: date = given["starts_on"]
    proposals.propose_posting(
        officer=officer,
        unit=unit,
        role=Role(given["role"]),
        starts_on=starts_on,
        ends_on=given["ends_on"],
        text=given["text"],
        by=by,
        leave=proving.leave(request, "propose", [(officer.actor, "")]),
    )


def _propose_device(request: HttpRequest, given: dict[str, Any]) -> None:
    by = cast(Officer, request.user)
    seen = Device.objects.visible_to(by).filter(pk=given["device"])
    device = seen.select_related("officer__force").first()
    if device is None:
        raise Problem(422, "decision-incomplete", "There is no such handset")
    leave = proving.leave(request, "propose", [(f"device:{device.pk}", "")])
    proposals.propose_unrevoking(device=device, text=given["text"], by=by, leave=leave)


def _form(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    by = cast(Officer, request.user)
    revoked = Device.objects.visible_to(by).exclude(revoked_at=None).exclude(officer=by)
    context = {
        "here": "persons",
        "problem": problem,
        "typed": request.POST,
        "device": request.GET.get("what") == "device" or request.POST.get("verb") == "device",
        "units": Unit.objects.open().filter(force=by.force_id).order_by("name"),
        "roles": [{"value": one.value, "words": role_words(one)} for one in Role],
        "devices": revoked.select_related("officer").order_by("-revoked_at")[:MOST],
    }
    status = problem.status if problem else 200
    return render(request, "policy/propose.html", context, status=status)


def _one(
    request: HttpRequest, proposal: UUID, problem: Problem | None = None, leave: Leave = _NONE
) -> HttpResponse:
    officer = cast(Officer, request.user)
    rows = Proposal.objects.visible_to(officer).filter(pk=proposal)
    row = rows.select_related("concerned", "proposed_by", "decided_by").first()
    if row is None:
        raise Http404
    context = {
        "here": "persons",
        "row": _row(row, officer),
        "problem": problem,
        "text": request.POST.get("text", ""),
        "grant": leave.secret,
    }
    return render(request, "policy/person.html", context, status=problem.status if problem else 200)


def _said(details: dict[str, Any]) -> dict[str, Any]:
    """With days and roles as people say them."""
    days = {name: details[name] for name in ("starts_on", "ends_on") if details.get(name)}
    said = {name: date.fromisoformat(day) for name, day in days.items()}
    role = {"role": role_words(Role(details["role"]))} if "role" in details else {}
    return {**details, **said, **role}


def _row(row: Proposal, officer: Officer) -> dict[str, Any]:
    return {
        "one": row,
        "said": _said(row.details),
        "page": proposals.page_of(row),
        "state": proposals.state(row).value,
        "for_me": proposals.waits_for(row, officer),
        "mine": row.proposed_by_id == officer.pk,
    }
