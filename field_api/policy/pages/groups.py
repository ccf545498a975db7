"""/desk/people/groups/: handling groups, who is in each and until when."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions.postings import RIGHTS, numbered
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib.gate import desk_only
from field_api.lib.problems import Fault, Problem
from field_api.policy import actions as policy
from field_api.policy.actions.grouping import GROUP, object_of
from field_api.policy.models import HandlingGroup, Membership
from field_api.policy.pages.acting import Posted, administrator
from field_api.policy.pages.people import AdmitForm
from field_api.policy.rules.groups import LONGEST_CODE, LONGEST_NAME


class FoundForm(forms.Form):
    code = forms.CharField(max_length=LONGEST_CODE, label=_lazy("Code"))
    name = forms.CharField(max_length=LONGEST_NAME, label=_lazy("Name"))


class NameForm(forms.Form):
    name = forms.CharField(max_length=LONGEST_NAME, label=_lazy("Name"))


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def groups(request: HttpRequest) -> HttpResponse:
    by = administrator(request)
    if request.method != "POST":
        return _listed(request, by)
    posted = Posted(request)
    try:
        given = posted.read(FoundForm)
        leave = posted.leave(GROUP, object_of(by.force, given["code"]))
        made = policy.found_group(force=by.force, by=by, leave=leave, **given)
    except Problem as problem:
        return _listed(request, by, problem, posted)
    messages.success(request, f"{made.name} is made: read somebody in")
    return redirect("desk-group", made.pk)


def _listed(
    request: HttpRequest, by: Officer, problem: Problem | None = None, posted: Posted | None = None
) -> HttpResponse:
    now = today()
    inside = Q(members__starts_on__lte=now) & (
        Q(members__ends_on=None) | Q(members__ends_on__gt=now)
    )
    rows = HandlingGroup.objects.administered_by(by).select_related("force")
    context = {
        "here": "people",
        "rows": rows.annotate(many=Count("members", filter=inside)).order_by("retired_at", "name"),
        "problem": problem,
        **(posted.kept() if posted else {}),
    }
    return render(request, "policy/groups.html", context, status=problem.status if problem else 200)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, group: int) -> HttpResponse:
    by = administrator(request)
    rows = HandlingGroup.objects.administered_by(by).filter(pk=group)
    row = rows.select_related("force", "retired_by").first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row)
    posted = Posted(request)
    try:
        messages.success(request, posted.do(_ACTS, row))
    except Problem as problem:
        return _page(request, row, problem, posted)
    return redirect("desk-group", row.pk)


def _rename(posted: Posted, row: HandlingGroup) -> str:
    name = posted.read(NameForm)["name"]
    leave = posted.leave(GROUP, object_of(row.force, row.code))
    policy.rename_group(group=row.pk, name=name, by=posted.by, leave=leave)
    return _("Renamed")


def _retire(posted: Posted, row: HandlingGroup) -> str:
    leave = posted.leave(GROUP, object_of(row.force, row.code))
    policy.retire_group(group=row.pk, by=posted.by, leave=leave)
    return _("Retired: it takes nobody and no record any more")


def _admit(posted: Posted, row: HandlingGroup) -> str:
    whom, given = _named(posted), posted.read(AdmitForm)
    leave = posted.leave(RIGHTS, whom.actor)
    policy.admit(officer=whom, group=row, by=posted.by, leave=leave, **given)
    return f"{whom.display_name} is read in"


def _named(posted: Posted) -> Officer:
    """An officer of this force by either number, of another by the whole of theirs."""
    whom = numbered(posted.post.get("number", ""), posted.by)
    if whom is None:
        fault = Fault("/number", "not-found", "Nobody has this number.")
        raise Problem(422, "form-incomplete", "Nothing was done yet", errors=[fault])
    return whom


def _let_go(posted: Posted, row: HandlingGroup) -> str:
    held = Membership.objects.visible_to(posted.by).filter(group=row)
    member = held.filter(officer=posted.number("officer")).select_related("officer").first()
    if member is None:
        raise Http404
    whom = member.officer
    leave = posted.leave(RIGHTS, whom.actor)
    policy.let_go(officer=whom, group=row, by=posted.by, leave=leave)
    return f"{whom.display_name} is no longer in it"


_ACTS: dict[str, Callable[[Posted, HandlingGroup], str]] = {
    "rename": _rename,
    "retire": _retire,
    "admit": _admit,
    "let-go": _let_go,
}


def _page(
    request: HttpRequest,
    row: HandlingGroup,
    problem: Problem | None = None,
    posted: Posted | None = None,
) -> HttpResponse:
    every = (
        Membership.objects.visible_to(administrator(request))
        .filter(group=row)
        .select_related("officer", "given_by")
    )
    inside = every.not_over(today())
    context = {
        "here": "people",
        "row": row,
        "members": inside.order_by("officer__surname", "starts_on"),
        "past": every.exclude(pk__in=inside).order_by("-ends_on")[:50],
        "today": today(),
        "problem": problem,
        **(posted.kept() if posted else {}),
    }
    return render(request, "policy/group.html", context, status=problem.status if problem else 200)
