"""/desk/agreements/: what the force shares with whom; proposing, accepting and ending it."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions.proposing import Proposed
from field_api.policy.models import Agreement
from field_api.policy.rules import MARKINGS, Direction, Purpose

MOST = 200
_WAYS = {
    Direction.GIVES: "We share with them",
    Direction.TAKES: "They share with us",
    Direction.BOTH: "Both ways",
}
_DONE = {"propose": "Proposed to the other side", "accept": "Accepted", "revoke": "Ended"}


class Proposing(forms.Form):
    """Kinds are typed as their codes, separated by spaces or commas."""

    force = forms.CharField(max_length=4, required=False, label="Force, by its code")
    partner = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        max_length=40,
        required=False,
        label="Or a partner organisation",
        help_text="As its systems name it: lower case, words joined by hyphens.",
    )
    direction = forms.ChoiceField(
        choices=[(way.value, words) for way, words in _WAYS.items()], label="Which way"
    )
    kinds = forms.CharField(
        max_length=400, label="Kinds", help_text="For example: intelligence-report"
    )
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label="Up to")
    purpose = forms.ChoiceField(
        choices=[(one.value, one.value.capitalize()) for one in Purpose], label="For"
    )
    starts_on = forms.DateField(label="From", widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(
        label="Until, not including", widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean_kinds(self) -> list[str]:
        return str(self.cleaned_data["kinds"]).replace(",", " ").split()


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    if not cast(Officer, request.user).may_erase:
        raise Http404
    form = Proposing(request.POST or None)
    if request.method != "POST":
        return _page(request, Proposing())
    try:
        verb = _act(request, form)
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _page(request, form, problem)
    if not verb:
        return _page(request, form, status=422)
    messages.success(request, _DONE[verb])
    return redirect("desk-agreements")


def _act(request: HttpRequest, form: Proposing) -> str:
    """What was done; "" where the form was not filled in. Raises Problem."""
    by, verb = cast(Officer, request.user), request.POST.get("verb", "")
    if verb == "accept":
        document = request.POST.get("document", "")[:120]
        policy.accept(agreement=_named(request), by=by, document=document)
    elif verb == "revoke":
        reason = request.POST.get("reason", "")[:300]
        policy.revoke(agreement=_named(request), by=by, reason=reason)
    elif form.is_valid():
        verb = "propose"
        policy.propose(terms=Proposed(**form.cleaned_data).terms(), by=by)
    else:
        return ""
    return verb


def _named(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("agreement", ""))
    except ValueError:
        raise Http404 from None


def _page(
    request: HttpRequest, form: Proposing, problem: Problem | None = None, status: int = 200
) -> HttpResponse:
    officer = cast(Officer, request.user)
    rows = Agreement.objects.visible_to(officer).in_full()[:MOST]
    shown: list[dict[str, Any]] = [_row(row, officer) for row in rows]
    open_first = sorted(shown, key=lambda one: one["standing"] in ("over", "revoked"))
    context = {"rows": open_first, "form": form, "problem": problem, "here": "erasures"}
    status = problem.status if problem else status
    return render(request, "policy/agreements.html", context, status=status)


def _row(row: Agreement, officer: Officer) -> dict[str, Any]:
    """`accepts`: whether this officer is the one who may say yes."""
    standing = row.standing()
    other_side = (row.with_force_id or row.force_id) == officer.force_id
    other = row.with_force if row.force_id == officer.force_id else row.force
    way = Direction(row.direction)
    if row.force_id != officer.force_id and way is not Direction.BOTH:
        way = Direction.TAKES if way is Direction.GIVES else Direction.GIVES
    return {
        "row": row,
        "standing": standing,
        "other": row.partner or (other.name if other else ""),
        "way": _WAYS[way],
        "accepts": standing == "proposed" and other_side and row.proposed_by_id != officer.pk,
        "ends": standing in ("proposed", "waiting", "running"),
    }
