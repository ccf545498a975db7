"""/desk/people/: who serves in the force, as what and where, and up to what each may read."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import postings
from field_api.identity.models import Force, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy import actions as policy
from field_api.policy.actions import proposals
from field_api.policy.models import Clearance, HandlingGroup, Membership
from field_api.policy.pages.acting import Posted, administrator, role_words
from field_api.policy.rules import MARKINGS, USUAL, Marking
from field_api.policy.rules.two_persons import LONGEST_TEXT

MOST = 200


class RoleForm(forms.Form):
    unit = forms.IntegerField()
    role = forms.ChoiceField(choices=[(one.value, one.value) for one in Role])
    starts_on = forms.DateField(label=_lazy("From"))
    ends_on = forms.DateField(label=_lazy("First day without it"), required=False)
    text = forms.CharField(label=_lazy("Why"), max_length=LONGEST_TEXT)


class EndForm(forms.Form):
    ends_on = forms.DateField(label=_lazy("First day without it"))


class ClearanceForm(forms.Form):
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label=_lazy("Up to"))


class AdmitForm(forms.Form):
    starts_on = forms.DateField(label=_lazy("From"), required=False)
    ends_on = forms.DateField(label=_lazy("First day without"), required=False)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The officers of one unit, or the newest of all; and one by their number, which is typed into
    a form that is posted, for addresses are logged.
    """
    by = administrator(request)
    if request.method == "POST":
        found = postings.numbered(request.POST.get("number", ""), by)
        if found and Officer.objects.administered_by(by).filter(pk=found.pk).exists():
            return redirect("desk-officer", found.pk)
        problem = Problem(422, "not-found", "Nobody here has this number")
        return _listed(request, by, problem)
    return _listed(request, by)


def _listed(request: HttpRequest, by: Officer, problem: Problem | None = None) -> HttpResponse:
    units = list(Unit.objects.filter(force=by.force_id).order_by("name"))
    asked = request.GET.get("unit", "")
    unit = next((one for one in units if str(one.pk) == asked), None)
    held = Posting.objects.visible_to(by).on(today()).select_related("unit")
    officers = Officer.objects.administered_by(by)
    if unit is not None:
        officers = officers.filter(pk__in=held.filter(unit=unit).values("officer"))
    shown = list(officers.order_by("surname", "collar_number")[: MOST + 1])
    does: dict[int, list[Posting]] = {}
    for posting in held.filter(officer__in=shown).order_by("unit__name"):
        does.setdefault(posting.officer_id, []).append(posting)
    context = {
        "here": "people",
        "problem": problem,
        "units": units,
        "unit": unit,
        "rows": [{"one": one, "does": _said(does.get(one.pk, []))} for one in shown[:MOST]],
        "more": len(shown) > MOST,
        "most": MOST,
        "wants_second": Force.objects.get(pk=by.force_id).second_person_enrols,
    }
    return render(request, "policy/people.html", context, status=problem.status if problem else 200)


def _said(held: list[Posting]) -> str:
    return "; ".join(f"{role_words(Role(one.role))}, {one.unit.name}" for one in held)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def officer(request: HttpRequest, officer: int) -> HttpResponse:
    by = administrator(request)
    whom = Officer.objects.administered_by(by).filter(pk=officer).select_related("force").first()
    if whom is None:
        raise Http404
    if request.method != "POST":
        return _page(request, by, whom)
    posted = Posted(request)
    try:
        messages.success(request, posted.do(_ACTS, whom))
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _page(request, by, whom, problem, posted)
    return redirect("desk-officer", whom.pk)


def _end(posted: Posted, whom: Officer) -> str:
    posting, given = posted.number("posting"), posted.read(EndForm)
    if not Posting.objects.visible_to(posted.by).filter(pk=posting, officer=whom).exists():
        raise Http404
    leave = posted.leave(postings.RIGHTS, whom.actor)
    postings.end_posting(posting=posting, ends_on=given["ends_on"], by=posted.by, leave=leave)
    return _("The role ends")


def _give(posted: Posted, whom: Officer) -> str:
    given = posted.read(RoleForm)
    unit = Unit.objects.filter(pk=given["unit"], force=posted.by.force_id)
    its_unit = unit.select_related("force").first()
    if its_unit is None:
        raise Http404
    proposals.propose_posting(
        officer=whom,
        unit=its_unit,
        role=Role(given["role"]),
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        text=given["text"],
        by=posted.by,
        leave=posted.leave("propose", whom.actor),
    )
    return _("Proposed to a second person")


def _clear(posted: Posted, whom: Officer) -> str:
    marking = Marking(posted.read(ClearanceForm)["marking"])
    leave = posted.leave(postings.RIGHTS, whom.actor)
    policy.clear(officer=whom, marking=marking, by=posted.by, leave=leave)
    return f"Reads up to {marking.value} from now on"


def _admit(posted: Posted, whom: Officer) -> str:
    group, given = _group(posted), posted.read(AdmitForm)
    leave = posted.leave(postings.RIGHTS, whom.actor)
    policy.admit(officer=whom, group=group, by=posted.by, leave=leave, **given)
    return f"Read in to {group.name}"


def _let_go(posted: Posted, whom: Officer) -> str:
    group = _group(posted)
    leave = posted.leave(postings.RIGHTS, whom.actor)
    policy.let_go(officer=whom, group=group, by=posted.by, leave=leave)
    return f"No longer in {group.name}"


def _group(posted: Posted) -> HandlingGroup:
    theirs = HandlingGroup.objects.administered_by(posted.by)
    group = theirs.filter(pk=posted.number("group")).select_related("force").first()
    if group is None:
        raise Http404
    return group


_ACTS: dict[str, Callable[[Posted, Officer], str]] = {
    "end": _end,
    "give": _give,
    "clear": _clear,
    "admit": _admit,
    "let-go": _let_go,
}


def _page(
    request: HttpRequest,
    by: Officer,
    whom: Officer,
    problem: Problem | None = None,
    posted: Posted | None = None,
) -> HttpResponse:
    held = Posting.objects.visible_to(by).filter(officer=whom).select_related("unit")
    rows = [_held(one) for one in held.order_by("-starts_on", "-pk")]
    clearance = Clearance.objects.visible_to(by).filter(officer=whom).first()
    groups = HandlingGroup.objects.administered_by(by)
    held_now = Membership.objects.visible_to(by).not_over(today())
    members = held_now.filter(officer=whom, group__in=groups)
    context = {
        "here": "people",
        "whom": whom,
        "own": whom == by,
        "guest": whom.force_id != by.force_id,
        "postings": [row for row in rows if not row["over"]],
        "past": [row for row in rows if row["over"]],
        "clearance": clearance.marking if clearance else USUAL,
        "cleared": clearance,
        "members": members.select_related("group").order_by("group__name"),
        "groups": groups.in_use().exclude(members__in=members).order_by("name"),
        "units": Unit.objects.open().filter(force=by.force_id).order_by("name"),
        "roles": [{"value": one.value, "words": role_words(one)} for one in Role],
        "markings": MARKINGS,
        "today": today().isoformat(),
        "problem": problem,
        **(posted.kept() if posted else {}),
    }
    status = problem.status if problem else 200
    return render(request, "policy/officer.html", context, status=status)


def _held(row: Posting) -> dict[str, Any]:
    now = today()
    return {
        "one": row,
        "key": str(row.pk),
        "role": role_words(Role(row.role)),
        "over": row.ends_on is not None and (row.ends_on <= now or row.ends_on <= row.starts_on),
        "to_come": row.starts_on > now,
    }
