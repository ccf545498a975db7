"""/desk/audit/answers/ for the auditor, /desk/asked/ for whoever is asked at the desk."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.audit.actions import answering
from field_api.audit.actions import answers as answered
from field_api.audit.pages import frame
from field_api.audit.pages.forms import Judgement, Justification
from field_api.audit.rules.words import Concluded
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.gate import anybody


@frame.page
def answers(request: HttpRequest) -> HttpResponse:
    form, by = Judgement(request.POST or None), frame.officer(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answering.judge(
            sample=said["sample"], by=by, judged=Concluded(said["judged"]), note=said["note"]
        )
        messages.success(request, _("Kept in the ledger"))
        return HttpResponseRedirect(reverse("desk-answers"))
    rows = [_answer(row, form) for row in answered.listed(by=by)]
    status = 422 if form.errors else 200
    return frame.shown(request, "answers", {"rows": rows}, tab="answers", status=status)


@anybody
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """What the officer at this desk is asked about their own looks."""
    form, officer = Justification(request.POST or None), cast(Officer, request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        answering.answer(sample=said["sample"], officer=officer, text=said["text"])
        messages.success(request, _("Thank you. That is all that was needed."))
        return HttpResponseRedirect(reverse("desk-asked"))
    rows = [_asked(row, form) for row in answering.asked(officer)]
    context = {"rows": rows, "here": "asked"}
    return render(request, "audit/asked.html", context, status=422 if form.errors else 200)


def _answer(row: dict[str, Any], form: Judgement) -> dict[str, Any]:
    return {
        **row,
        "event": frame.event(row["event"]),
        "asked": clock.parse(row["asked_at"]),
        "form": _own(form, row["id"], Judgement),
    }


def _asked(row: dict[str, Any], form: Justification) -> dict[str, Any]:
    return {
        **row,
        "when": clock.parse(row["looked_at"]),
        "said": frame.words(row["terms"]),
        "form": _own(form, row["id"], Justification),
    }


def _own(form: Any, sample: int, kind: Any) -> Any:
    """The form that was sent where it was this row's, else an empty one."""
    sent = form.is_bound and str(form.data.get("sample")) == str(sample)
    return form if sent else kind(initial={"sample": sample}, auto_id=f"id_%s_{sample}")
