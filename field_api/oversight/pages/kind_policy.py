"""/desk/forms/<kind>/policy/: who reads an entry, how it is marked and kept, why it comes back."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from field_api.catalogue.actions import Unfit, form_drafts
from field_api.catalogue.models import Form
from field_api.catalogue.rules import policies
from field_api.catalogue.rules.policies import REVIEWERS, Policy
from field_api.lib.problems import Fault, Problem
from field_api.oversight.actions import routing
from field_api.oversight.pages.frame import officer
from field_api.oversight.pages.kind_frame import page, shown

MODES = {
    "before": "Before it goes out: nothing is sent until somebody approved it",
    "after": "After it went out: everything is read",
    "sample": "After it went out: a share of it is read",
    "none": "Nobody has to read it",
}
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
GROUPS = {
    "1": "1: public protection, serious offences",
    "2": "2: other sexual and violent offences",
    "3": "3: all other offences",
    "4": "4: kept for its own time",
}
ROLES = {"supervisor": "Supervisors", "inspector": "Inspectors", "intel": "Intelligence"}


def _pairs(of: dict[str, str]) -> list[tuple[str, str]]:
    return list(of.items())


class PolicyForm(forms.Form):
    mode = forms.ChoiceField(label=_lazy("When somebody reads it"), choices=_pairs(MODES))
    percent = forms.IntegerField(label=_lazy("Share read, in 100"), min_value=1, max_value=100)
    first = forms.IntegerField(
        label=_lazy("An officer’s first of this kind that are all read"),
        min_value=1,
        max_value=1000,
        required=False,
    )
    returned_percent = forms.IntegerField(
        label=_lazy("All is read of whom so many in 100 were sent back"),
        min_value=1,
        max_value=100,
        required=False,
    )
    returned_days = forms.IntegerField(
        label=_lazy("Counted over the last days"), min_value=1, max_value=3650, required=False
    )
    within_hours = forms.IntegerField(
        label=_lazy("Within how many hours"), min_value=1, max_value=8760, required=False
    )
    roles = forms.MultipleChoiceField(
        label=_lazy("Who reads it"), choices=[(one, ROLES[one]) for one in REVIEWERS]
    )
    marking = forms.ChoiceField(label=_lazy("Marking"), choices=[(one, one) for one in MARKINGS])
    retention_group = forms.ChoiceField(label=_lazy("Retention group"), choices=_pairs(GROUPS))
    urgent = forms.BooleanField(label=_lazy("Urgent"), required=False)
    send_back = forms.CharField(label=_lazy("Why it may be sent back"), max_length=20_000)
    reject = forms.CharField(label=_lazy("Why it may be rejected"), max_length=20_000)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("returned_percent")) != bool(given.get("returned_days")):
            said = _("A share sent back and its days are given together, or neither")
            self.add_error("returned_percent", said)
        return given


@page
def policy(request: HttpRequest, kind: str) -> HttpResponse:
    """What is posted becomes a draft of the next version, with nothing else changed."""
    newest = form_drafts.newest_of(kind)
    if newest is None:
        raise Http404
    if request.method != "POST":
        return _page(request, newest)
    try:
        document = policies.with_policy(newest.document, _read(request))
        made = form_drafts.bring_in(document=document, by=officer(request))
    except Unfit as unfit:
        return _page(request, newest, _refused(unfit.faults))
    except Problem as problem:
        return _page(request, newest, problem)
    messages.success(request, _("Nothing is changed yet: propose it to a second person"))
    return redirect("desk-form-draft", made.pk)


def _read(request: HttpRequest) -> Policy:
    """Raises Problem 422."""
    form = PolicyForm(request.POST)
    if not form.is_valid():
        said = form.errors.items()
        raise _refused([f"{form[at].label}: {' '.join(map(str, why))}" for at, why in said])
    given = form.cleaned_data
    return Policy(
        **{
            **given,
            "roles": tuple(one for one in REVIEWERS if one in given["roles"]),
            "send_back": _reasons("Why it may be sent back", given["send_back"]),
            "reject": _reasons("Why it may be rejected", given["reject"]),
        }
    )


def _reasons(what: str, text: str) -> list[dict[str, str]]:
    try:
        return policies.reasons(text)
    except policies.Unreadable as unreadable:
        raise _refused([f"{what}. {unreadable}."]) from None


def _refused(why: list[str]) -> Problem:
    faults = [Fault("/policy", "invalid", one) for one in why]
    return Problem(422, "policy-refused", "Nothing was kept", errors=faults)


def _page(request: HttpRequest, newest: Form, problem: Problem | None = None) -> HttpResponse:
    context = {
        "newest": newest,
        "asked": PolicyForm(request.POST if problem else _standing(newest)),
        "routes": routing.outlooks(newest.kind, officer(request)),
    }
    return shown(request, "policy", context, problem)


def _standing(newest: Form) -> dict[str, Any]:
    stands = policies.policy_of(newest.document)
    send_back, reject = policies.written(stands.send_back), policies.written(stands.reject)
    return {**asdict(stands), "send_back": send_back, "reject": reject}
