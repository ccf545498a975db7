"""/desk/agreements/: what the force shares with whom; proposing, accepting and ending it."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import Leave, proving
from field_api.identity.actions.grants import Object
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

    force = forms.CharField(max_length=4, required=False, label=_lazy("Force, by its code"))
    partner = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        max_length=40,
        required=False,
        label=_lazy("Or a partner organisation"),
        help_text=_lazy("As its systems name it: lower case, words joined by hyphens."),
    )
    direction = forms.ChoiceField(
        choices=[(way.value, words) for way, words in _WAYS.items()], label=_lazy("Which way")
    )
    kinds = forms.CharField(
        max_length=400, label=_lazy("Kinds"), help_text=_lazy("For example: intelligence-report")
    )
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label=_lazy("Up to"))
    purpose = forms.ChoiceField(
        choices=[(one.value, one.value.capitalize()) for one in Purpose], label=_lazy("For")
    )
    starts_on = forms.DateField(label=_lazy("From"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(
        label=_lazy("Until, not including"), widget=forms.DateInput({"type": "date"})
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
    if request.method != "POST":
        return _page(request, Proposing())
    act = Act(request)
    try:
        done = act.carry_out()
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _page(request, act.form, problem, act)
    if not done:
        return _page(request, act.form, status=422)
    messages.success(request, _DONE[act.verb])
    return redirect("desk-agreements")


class Act:
    """One posted form. `leave` is the grant it was given, which it keeps where it comes back."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.by = request, cast(Officer, request.user)
        self.form = Proposing(request.POST)
        verb = request.POST.get("verb", "")
        self.verb = verb if verb in _DONE else "propose"
        self.leave = Leave(b"", "")

    def carry_out(self) -> bool:
        """Whether the form was filled in. Raises Problem."""
        if self.verb != "propose":
            self._named()
        elif self.form.is_valid():
            terms = Proposed(**self.form.cleaned_data).terms()
            self._show(terms.named)
            policy.propose(terms=terms, by=self.by, leave=self.leave)
        else:
            return False
        return True

    def _named(self) -> None:
        post, agreement = self.request.POST, _which(self.request)
        self._show((f"agreement:{agreement}", ""))
        if self.verb == "accept":
            document = post.get("document", "")[:120]
            policy.accept(agreement=agreement, by=self.by, leave=self.leave, document=document)
        else:
            reason = post.get("reason", "")[:300]
            policy.revoke(agreement=agreement, by=self.by, leave=self.leave, reason=reason)

    def _show(self, what: Object) -> None:
        self.leave = proving.leave(self.request, f"{self.verb}-agreement", [what])

    def kept(self, verb: str, agreement: str = "") -> str:
        """The grant, for the form that it was given to."""
        its = self.request.POST.get("agreement", "") if self.verb != "propose" else ""
        return self.leave.secret if (self.verb, its) == (verb, agreement) else ""


def _which(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("agreement", ""))
    except ValueError:
        raise Http404 from None


def _page(
    request: HttpRequest,
    form: Proposing,
    problem: Problem | None = None,
    act: Act | None = None,
    status: int = 200,
) -> HttpResponse:
    officer = cast(Officer, request.user)
    rows = Agreement.objects.visible_to(officer).in_full()[:MOST]
    shown: list[dict[str, Any]] = [_row(row, officer, act) for row in rows]
    context = {
        "rows": sorted(shown, key=lambda one: one["standing"] in ("over", "revoked")),
        "form": form,
        "problem": problem,
        "here": "persons",
        "proposing": act.kept("propose") if act else "",
        "typed": request.POST if act and act.verb != "propose" else {},
    }
    status = problem.status if problem else status
    return render(request, "policy/agreements.html", context, status=status)


def _row(row: Agreement, officer: Officer, act: Act | None) -> dict[str, Any]:
    """`accepts`: whether this officer is the one who may say yes."""
    standing = row.standing()
    other_side = (row.with_force_id or row.force_id) == officer.force_id
    other = row.with_force if row.force_id == officer.force_id else row.force
    way = Direction(row.direction)
    if row.force_id != officer.force_id and way is not Direction.BOTH:
        way = Direction.TAKES if way is Direction.GIVES else Direction.GIVES
    return {
        "row": row,
        "key": str(row.pk),
        "standing": standing,
        "other": row.partner or (other.name if other else ""),
        "way": _WAYS[way],
        "accepts": standing == "proposed" and other_side and row.proposed_by_id != officer.pk,
        "ends": standing in ("proposed", "waiting", "running"),
        "accepting": act.kept("accept", str(row.pk)) if act else "",
        "ending": act.kept("revoke", str(row.pk)) if act else "",
    }
