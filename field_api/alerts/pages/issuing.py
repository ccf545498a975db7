"""/desk/alerts/new: saying it, then seeing whom it reaches, then issuing it."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.alerts.actions import Issuing, Saying, Whom, foreseen, issue, issuing
from field_api.alerts.models import Alert
from field_api.alerts.pages.words import DONE, PRIORITIES_AT_LENGTH
from field_api.alerts.rules import LASTS, Priority
from field_api.alerts.rules.saying import ADVICE, WHAT, WORDS
from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role, login_of
from field_api.lib import clock, ids
from field_api.lib.gate import desk_only
from field_api.lib.problems import Fault, Problem
from field_api.policy.models import HandlingGroup
from field_api.policy.rules import MARKINGS, USUAL

_HOURS = (1, 2, 4, 8, 12, 24, 72, 168)
_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR, Role.INTEL)


class Writing(forms.Form):
    """What the form holds, from the first page to the second, which shows it and asks again."""

    key = forms.UUIDField()
    what = forms.CharField(max_length=WHAT, label="What")
    words = forms.CharField(max_length=WORDS, required=False, label="Details")
    advice = forms.CharField(max_length=ADVICE, required=False, label="What to do")
    priority = forms.ChoiceField(choices=[(one.value, one.value) for one in Priority])
    hours = forms.TypedChoiceField(choices=[(n, str(n)) for n in _HOURS], coerce=int, label="For")
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label="Marking")
    group = forms.CharField(max_length=40, required=False, label="Kept to")
    unit = forms.IntegerField(required=False, label="Unit")
    role = forms.ChoiceField(
        choices=[("", ""), *((one.value, one.value) for one in _ROLES)], required=False
    )
    officers = forms.CharField(max_length=400, required=False, label="Officers by number")
    supersedes = forms.UUIDField(required=False)
    until = forms.CharField(max_length=40, required=False)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(Officer, request.user)
    if not issuing.may_issue(by):
        raise Http404
    if request.method != "POST":
        return _form(request, _begun(request, by))
    form = Writing(request.POST)
    if not form.is_valid():
        return _form(request, request.POST, form=form, status=422)
    leave = Leave(b"", "")
    try:
        verb = request.POST.get("verb", "")
        wanted = _wanted(form.cleaned_data, _until(form.cleaned_data, verb), by)
        if verb == "change":
            return _form(request, request.POST)
        if verb != "issue":
            return _foreseen(request, wanted, by)
        leave = proving.leave(request, issuing.ISSUE, [(wanted.object, wanted.hash)])
        made, _ = issue(issuing=wanted, by=by, leave=leave)
    except Problem as problem:
        if problem.code.startswith(("step-up", "grant")) or problem.status == 429:
            return _foreseen(request, wanted, by, problem, leave)
        return _form(request, request.POST, problem=problem, status=problem.status)
    messages.success(request, DONE["issue"])
    return redirect("desk-alert", made.pk)


def _begun(request: HttpRequest, by: Officer) -> dict[str, Any]:
    """An empty form, or one that begins with what the alert said whose place it is to take."""
    begun: dict[str, Any] = {
        "key": ids.new(),
        "priority": Priority.HIGH.value,
        "hours": LASTS[Priority.HIGH] // timedelta(hours=1),
        "marking": USUAL,
    }
    try:
        named = UUID(request.GET.get("supersedes", ""))
    except ValueError:
        return begun
    row = Alert.objects.visible_to(by).filter(pk=named).first()
    if row is None:
        return begun
    said = {name: getattr(row, name) for name in ("what", "words", "advice", "priority", "marking")}
    return {**begun, **said, "group": "".join(row.groups[:1]), "supersedes": row.pk}


def _wanted(said: dict[str, Any], until: datetime, by: Officer) -> Issuing:
    """Raises Problem 422 for an officer or a unit that is none."""
    saying = Saying(
        what=said["what"],
        words=said["words"],
        advice=said["advice"],
        priority=Priority(said["priority"]),
        valid_until=until,
        marking=said["marking"],
        groups=[said["group"]] if said["group"] else [],
    )
    return Issuing(said["key"], saying, _whom(said, by), said["supersedes"])


def _until(said: dict[str, Any], verb: str) -> datetime:
    """What the second page showed; it is part of what a code is given for."""
    if verb == "issue":
        with suppress(ValueError):
            return clock.parse(said["until"])
    now = clock.now().replace(second=0, microsecond=0)
    return now + timedelta(hours=said["hours"])


def _whom(said: dict[str, Any], by: Officer) -> list[Whom]:
    found = []
    if said["unit"] is not None:
        unit = Unit.objects.filter(pk=said["unit"], force=by.force_id).first()
        if unit is None:
            raise _not_possible("/unit", "Choose a unit of the list.")
        found.append(Whom(unit=unit, role=Role(said["role"]) if said["role"] else None))
    for number in said["officers"].replace(",", " ").split():
        login = number.upper() if "-" in number else login_of(by.force.code, number.upper())
        named = Officer.objects.visible_to(by).filter(login=login, is_active=True).first()
        if named is None:
            raise _not_possible("/officers", f"Nobody has the number {number}.")
        found.append(Whom(officer=named))
    if not found:
        raise _not_possible("/to", "Say whom it is for.")
    return found


def _not_possible(pointer: str, detail: str) -> Problem:
    fault = Fault(pointer, "not-possible", detail)
    return Problem(422, "alert-invalid", "Nothing was issued yet", errors=[fault])


def _form(
    request: HttpRequest,
    typed: Any,
    *,
    form: Writing | None = None,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    by = cast(Officer, request.user)
    context = {
        "here": "alerts",
        "typed": typed,
        "form": form,
        "problem": problem,
        "units": issuing.units_for(by),
        "roles": [(one.value, one.value.capitalize()) for one in _ROLES],
        "groups": HandlingGroup.objects.visible_to(by).in_use().select_related("force"),
        "priorities": [(one.value, words) for one, words in PRIORITIES_AT_LENGTH.items()],
        "hours": [(n, _lasting(n)) for n in _HOURS],
        "markings": MARKINGS,
    }
    return render(request, "alerts/new.html", context, status=status)


def _foreseen(
    request: HttpRequest,
    wanted: Issuing,
    by: Officer,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    context = {
        "here": "alerts",
        "wanted": wanted,
        "foreseen": foreseen(issuing=wanted, by=by),
        "kept": _kept(request, wanted),
        "priority": PRIORITIES_AT_LENGTH[wanted.saying.priority],
        "problem": problem,
        "grant": leave.secret if leave else "",
    }
    status = problem.status if problem else 200
    return render(request, "alerts/foreseen.html", context, status=status)


def _kept(request: HttpRequest, wanted: Issuing) -> list[tuple[str, str]]:
    until = clock.iso(wanted.saying.valid_until)
    typed = {name: request.POST.get(name, "") for name in Writing.base_fields}
    return list({**typed, "until": until}.items())


def _lasting(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if days and not rest:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
