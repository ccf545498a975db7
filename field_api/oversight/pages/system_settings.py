"""/desk/administration/systems/: what each system is and how it is spoken to, changed by two."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.connectors.models import System
from field_api.connectors.rules import Clearance, LookupBy, Question
from field_api.delivery.models import Route
from field_api.identity.actions import Leave, proving
from field_api.lib.problems import Fault, Problem
from field_api.oversight.actions import system_settings as settings
from field_api.oversight.actions.system_settings import KINDS, PLAIN, Wanted
from field_api.oversight.pages.frame import officer
from field_api.oversight.pages.kind_frame import page, said
from field_api.policy.actions import proposals
from field_api.policy.models import Proposal
from field_api.policy.rules.two_persons import LONGEST_TEXT

_LOOKUP_WORDS = {
    LookupBy.BY_KEY: _lazy("It is asked whether it has it"),
    LookupBy.IDEMPOTENT: _lazy("It is sent again: it drops doubles"),
    LookupBy.NONE: _lazy("A person asks"),
}


class SettingsForm(forms.Form):
    name = forms.CharField(max_length=80, label=_lazy("Name"))
    base_url = forms.CharField(max_length=300, required=False, label=_lazy("Address"))
    networks = forms.CharField(
        max_length=400,
        required=False,
        label=_lazy("Networks its name may stand for"),
        help_text=_lazy("Such as 10.20.0.0/16, with blanks between them. Nothing goes elsewhere."),
    )
    config = forms.JSONField(
        required=False,
        label=_lazy("Further settings of its kind, as JSON"),
        help_text=_lazy("Secrets and files are the operator’s, and are not shown here."),
        widget=forms.Textarea({"rows": 5}),
    )
    partner = forms.CharField(
        max_length=40,
        required=False,
        label=_lazy("Whose it is"),
        help_text=_lazy("A partner, or another force by its code. Empty: the forces’ own."),
    )
    clearance = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Clearance], label=_lazy("May hold")
    )
    takes_entries = forms.BooleanField(required=False, label=_lazy("Takes entries"))
    answers_queries = forms.CharField(
        max_length=80,
        required=False,
        label=_lazy("Answers questions about"),
        help_text=", ".join(Question),
    )
    lookup = forms.ChoiceField(choices=list(_LOOKUP_WORDS.items()), label=_lazy("In doubt"))
    send_seconds = forms.FloatField(
        min_value=0.1, max_value=120, label=_lazy("Seconds that a call may take")
    )
    settle_seconds = forms.FloatField(
        min_value=0, max_value=600, label=_lazy("Seconds it may still work on it then")
    )
    max_in_flight = forms.IntegerField(min_value=1, max_value=500, label=_lazy("Most at once"))
    rate_per_second = forms.FloatField(
        min_value=0.01,
        max_value=10_000,
        required=False,
        label=_lazy("Most in a second"),
        help_text=_lazy("Left empty: no limit."),
    )
    burst = forms.IntegerField(
        min_value=1, max_value=10_000, label=_lazy("Most after a quiet time")
    )
    lag_seconds = forms.IntegerField(
        min_value=1, max_value=86_400, label=_lazy("Time budget, in seconds")
    )
    contact = forms.EmailField(required=False, label=_lazy("Contact"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "takes_entries":
                field.widget.attrs["class"] = "input"

    def clean_answers_queries(self) -> list[str]:
        return sorted(str(self.cleaned_data["answers_queries"]).replace(",", " ").split())

    def clean_config(self) -> dict[str, Any]:
        given = self.cleaned_data["config"] or {}
        if not isinstance(given, dict) or {"base_url", "networks"} & given.keys():
            raise forms.ValidationError(_("Names and values, without the address and networks."))
        return given

    def whole(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The plain settings, and those of its kind. Call only when the form is valid."""
        given = self.cleaned_data
        config = dict(given["config"])
        if given["base_url"]:
            config["base_url"] = given["base_url"]
        if given["networks"]:
            config["networks"] = given["networks"].replace(",", " ").split()
        return {name: given[name] for name in PLAIN}, config


class NewForm(SettingsForm):
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        max_length=40,
        label=_lazy("Code"),
        help_text=_lazy("What it is named by, for good: lower case, words joined by hyphens."),
    )
    kind = forms.ChoiceField(
        choices=[(one, one) for one in KINDS], label=_lazy("How it is spoken to")
    )

    field_order = ("code", "name", "kind")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code == "new" or System.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another system has this code."))
        return code


@page
def systems(request: HttpRequest) -> HttpResponse:
    rows = System.objects.visible_to(officer(request)).exclude(kind="own").order_by("name")
    context = {"here": "administration", "rows": rows}
    return render(request, "console/settings_list.html", context)


@page
def new(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _proposed(request, None, NewForm(request.POST))
    usual = System()
    initial = {name: getattr(usual, name) for name in PLAIN} | {"answers_queries": ""}
    return _page(request, None, NewForm(initial=initial))


@page
def system(request: HttpRequest, system: str) -> HttpResponse:
    found, waits = settings.found(system, officer(request)), settings.waiting(system)
    if found is None and waits is None:
        raise Http404
    if request.method == "POST" and found is not None:
        return _proposed(request, found, SettingsForm(request.POST))
    return _page(request, found, _form(found) if found else None, waits=waits)


def _form(system: System) -> SettingsForm:
    initial = settings.stands(system) or {}
    config = dict(initial["config"])
    initial |= {
        "base_url": config.pop("base_url", ""),
        "networks": " ".join(config.pop("networks", ())),
        "config": config,
        "answers_queries": " ".join(initial["answers_queries"]),
    }
    return SettingsForm(initial=initial)


def _proposed(request: HttpRequest, system: System | None, form: SettingsForm) -> HttpResponse:
    leave = Leave(b"", "")
    try:
        wanted = _wanted(system, form)
        what = (settings.subject_of(wanted.code), settings.digest_of(wanted))
        leave = proving.leave(request, "propose", [what])
        text = request.POST.get("text", "")
        settings.propose(wanted=wanted, text=text, by=officer(request), leave=leave)
    except Problem as problem:
        waits = settings.waiting(system.code) if system else None
        return _page(request, system, form, problem, leave, waits)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-system", wanted.code)


def _wanted(system: System | None, form: SettingsForm) -> Wanted:
    """Raises Problem 422 naming what is wrong."""
    if not form.is_valid():
        faults = [
            Fault(f"/{at}", "invalid", f"{form[at].label}: {' '.join(map(str, why))}")
            for at, why in form.errors.items()
        ]
        raise Problem(422, "form-incomplete", "Nothing was proposed", errors=faults)
    plain, config = form.whole()
    code = system.code if system else form.cleaned_data["code"]
    kind = system.kind if system else form.cleaned_data["kind"]
    return Wanted(code, kind, plain, config)


def _page(
    request: HttpRequest,
    system: System | None,
    form: SettingsForm | None,
    problem: Problem | None = None,
    leave: Leave | None = None,
    waits: Proposal | None = None,
) -> HttpResponse:
    context = {
        "here": "administration",
        "row": system,
        "form": form,
        "waits": waits,
        "routes": _told(system),
        "changes": _changes(waits) if waits else [],
        "for_me": waits is not None and proposals.waits_for(waits, officer(request)),
        "secret": settings.secret_at(system, waits.details["code"] if waits else "…"),
        "text": request.POST.get("text", ""),
        "longest": LONGEST_TEXT,
        "problem": problem,
        "grant": leave.secret if leave else "",
    }
    status = problem.status if problem else 200
    return render(request, "console/settings.html", context, status=status)


def _told(system: System | None) -> list[str]:
    """The kinds that it is told of."""
    rows = Route.objects.filter(system=system, active=True).order_by("kind")
    return list(rows.values_list("kind", flat=True)) if system else []


def _changes(row: Proposal) -> list[dict[str, str]]:
    """From what to what, of each setting that changes."""
    before, after = row.details["stood"] or {}, row.details["wanted"]
    return [
        {"name": _label(name), "before": said(before.get(name)), "after": said(after[name])}
        for name in (*PLAIN, "config")
        if before.get(name) != after[name]
    ]


def _label(name: str) -> str:
    return str(
        _("Settings of its kind") if name == "config" else SettingsForm.base_fields[name].label
    )
