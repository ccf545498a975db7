"""/desk/forms/<kind>/routes/<system>/: whether a system is told of a kind, and changing it."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.catalogue.actions import form_drafts
from field_api.delivery.actions.routes import Terms, subject_of
from field_api.delivery.rules import Ordering, WhenLate
from field_api.identity.actions import Leave, proving
from field_api.lib.problems import Fault, Problem
from field_api.oversight.actions import routing
from field_api.oversight.actions.routing import Outlook
from field_api.oversight.pages.frame import officer
from field_api.oversight.pages.kind_frame import page, shown
from field_api.policy.actions import proposals
from field_api.policy.rules.two_persons import LONGEST_TEXT

_DAY = 24 * 60 * 60
ORDERINGS = {
    Ordering.STRICT.value: "One after the other",
    Ordering.LATEST_WINS.value: "Latest only, where it can be",
    Ordering.NONE.value: "In any order",
}
LATE = {
    WhenLate.TELL.value: "Tell a person, and go on",
    WhenLate.END.value: "Late is worth nothing: it ends",
}


class TermsForm(forms.Form):
    ordering = forms.ChoiceField(label=_lazy("Order"), choices=list(ORDERINGS.items()))
    deliver_by_seconds = forms.IntegerField(
        label=_lazy("Within how many seconds"), min_value=1, max_value=30 * _DAY, required=False
    )
    when_late = forms.ChoiceField(label=_lazy("When it is late"), choices=list(LATE.items()))
    redacts = forms.BooleanField(label=_lazy("Without what it may not hold"), required=False)


@page
def route(request: HttpRequest, kind: str, system: str) -> HttpResponse:
    found = routing.outlook(kind, system, officer(request))
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, kind, found)
    if request.POST.get("verb") == "map":
        return _mapped(request, kind, found)
    leave = Leave(b"", "")
    try:
        terms = None if request.POST.get("verb") == "end" else _read(request)
        digest = routing.digest_of(kind, found.system, terms)
        leave = proving.leave(request, "propose", [(subject_of(kind, found.system), digest)])
        routing.propose(
            kind=kind,
            system=found.system,
            terms=terms,
            text=request.POST.get("text", ""),
            by=officer(request),
            leave=leave,
        )
    except Problem as problem:
        return _page(request, kind, found, problem, leave)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-kind-route", kind, found.system.code)


def _mapped(request: HttpRequest, kind: str, found: Outlook) -> HttpResponse:
    try:
        routing.map_from_form(kind=kind, system=found.system, by=officer(request))
    except Problem as problem:
        return _page(request, kind, found, problem)
    messages.success(request, _("A mapping made from the form is in use"))
    return redirect("desk-kind-route", kind, found.system.code)


def _read(request: HttpRequest) -> Terms:
    """Raises Problem 422."""
    form = TermsForm(request.POST)
    if not form.is_valid():
        said = form.errors.items()
        faults = [
            Fault(f"/{at}", "invalid", f"{form[at].label}: {' '.join(map(str, why))}")
            for at, why in said
        ]
        raise Problem(422, "form-incomplete", "Nothing was proposed", errors=faults)
    terms = Terms(**form.cleaned_data)
    if terms.when_late == WhenLate.END.value and terms.deliver_by_seconds is None:
        fault = Fault("/deliver_by_seconds", "required", "What ends when it is late needs a limit.")
        raise Problem(422, "form-incomplete", "Nothing was proposed", errors=[fault])
    return terms


def _page(
    request: HttpRequest,
    kind: str,
    found: Outlook,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    by = officer(request)
    waits = routing.waiting(kind, found.system)
    context = {
        "kind": kind,
        "title": _title(kind),
        "one": found,
        "asked": TermsForm(request.POST if problem else asdict(found.terms or Terms())),
        "stands": _words(asdict(found.terms)) if found.terms else [],
        "waits": waits,
        "wanted": _words(waits.details["wanted"] or {}) if waits else [],
        "for_me": waits is not None and proposals.waits_for(waits, by),
        "text": request.POST.get("text", ""),
        "longest": LONGEST_TEXT,
        "grant": leave.secret if leave else "",
    }
    return shown(request, "route", context, problem)


def _title(kind: str) -> str:
    form = form_drafts.newest_of(kind)
    return str(form.document["title"]) if form else kind


def _words(terms: dict[str, Any]) -> list[tuple[str, str]]:
    if not terms:
        return []
    limit = terms["deliver_by_seconds"]
    return [
        ("Order", ORDERINGS[terms["ordering"]]),
        ("Within", f"{limit} seconds" if limit else "no limit"),
        ("When it is late", LATE[terms["when_late"]]),
        ("What it may not hold", "is left out" if terms["redacts"] else "holds the entry back"),
    ]
