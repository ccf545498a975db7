"""/desk/taskings/new: saying what is to be done, and by whom."""

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

from field_api.alerts.actions import issuing
from field_api.alerts.rules import Priority
from field_api.identity.models import Officer
from field_api.lib import clock, ids
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.models import HandlingGroup
from field_api.policy.rules import MARKINGS
from field_api.tasking import actions as tasking_actions
from field_api.tasking.actions import Ground, Wanted
from field_api.tasking.actions.grounds import DESK, SOURCES
from field_api.tasking.pages.naming import whom
from field_api.tasking.pages.words import DONE, PRIORITIES, VERBS
from field_api.tasking.rules import Verb
from field_api.tasking.rules.doing import ADVICE, DUE_IN, PLACE, VALUE, WHAT, WORDS

_HOURS = (1, 2, 4, 8, 12, 24, 72, 168)
_KNOWN = {"person": ("surname", "given_names", "dob"), "vehicle": ("vrm", "make", "colour")}


class Writing(forms.Form):
    key = forms.UUIDField()
    source = forms.ChoiceField(choices=[(one, one) for one in (DESK, *SOURCES)])
    row = forms.UUIDField(required=False)
    verb = forms.ChoiceField(choices=[(one.value, one.value) for one in Verb], label="What to do")
    what = forms.CharField(max_length=WHAT, label="Whom or what")
    words = forms.CharField(max_length=WORDS, required=False, label="Details")
    advice = forms.CharField(max_length=ADVICE, required=False, label="Take care")
    place = forms.CharField(max_length=PLACE, required=False, label="Where")
    priority = forms.ChoiceField(choices=[(one.value, one.value) for one in Priority])
    hours = forms.TypedChoiceField(
        choices=[("", ""), *((n, str(n)) for n in _HOURS)],
        coerce=int,
        empty_value=None,
        required=False,
        label="Due in",
    )
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label="Marking")
    group = forms.CharField(max_length=40, required=False, label="Kept to")
    unit = forms.IntegerField(required=False, label="Unit")
    officers = forms.CharField(max_length=400, required=False, label="Officers by number")
    surname = forms.CharField(max_length=VALUE, required=False, label="Surname")
    given_names = forms.CharField(max_length=VALUE, required=False, label="Given names")
    dob = forms.DateField(required=False, label="Date of birth")
    vrm = forms.CharField(max_length=VALUE, required=False, label="Registration mark")
    make = forms.CharField(max_length=VALUE, required=False, label="Make")
    colour = forms.CharField(max_length=VALUE, required=False, label="Colour")


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(Officer, request.user)
    if not issuing.may_issue(by):
        raise Http404
    typed = request.POST if request.method == "POST" else request.GET
    try:
        ground = _ground(typed.get("source", DESK), typed.get("row", ""), by)
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _form(request, Ground(), problem=problem)
    if request.method != "POST":
        return _form(request, ground)
    form = Writing(request.POST)
    if not form.is_valid():
        return _form(request, ground, form=form)
    try:
        wanted = _wanted(form.cleaned_data, ground, by)
        row, _ = tasking_actions.make(wanted=wanted, ground=ground, by=by)
    except Problem as problem:
        return _form(request, ground, problem=problem)
    messages.success(request, DONE["make"])
    return redirect("desk-tasking", row.pk)


def _ground(source: str, row: str, by: Officer) -> Ground:
    """Raises Problem 404 for what is no ground."""
    if source == DESK:
        return Ground()
    try:
        named = UUID(row)
    except ValueError:
        raise Problem(404, "not-found", "Not found") from None
    if source not in SOURCES:
        raise Problem(404, "not-found", "Not found")
    return tasking_actions.ground(source=source, row=named, by=by)


def _wanted(said: dict[str, Any], ground: Ground, by: Officer) -> Wanted:
    """Raises Problem 422 for an officer or a unit that is none. What the listing knows is taken
    from there, and not from the form: it is what whoever listed them wrote."""
    groups = {*([said["group"]] if said["group"] else []), *ground.groups}
    return Wanted(
        key=said["key"],
        verb=Verb(said["verb"]),
        what=said["what"],
        words=said["words"],
        advice=said["advice"],
        place=said["place"],
        priority=Priority(said["priority"]),
        marking=said["marking"],
        groups=sorted(groups),
        due=_due(said["hours"]),
        to=whom(said, by),
        sought=ground.sought or _sought(said),
    )


def _sought(said: dict[str, Any]) -> dict[str, Any]:
    for kind, names in _KNOWN.items():
        known = {name: str(said[name]) for name in names if said[name]}
        if known:
            return {"type": kind, "attributes": known}
    return {}


def _due(hours: int | None) -> datetime | None:
    return clock.now() + timedelta(hours=hours) if hours else None


def _begun(ground: Ground) -> dict[str, Any]:
    return {
        "key": ids.new(),
        "verb": ground.verb.value,
        "what": ground.what,
        "words": ground.words,
        "advice": ground.advice,
        "place": ground.place,
        "priority": ground.priority.value,
        "hours": DUE_IN[ground.priority] // timedelta(hours=1),
        "marking": ground.marking,
        "group": "".join(ground.groups[:1]),
    }


def _form(
    request: HttpRequest,
    ground: Ground,
    *,
    form: Writing | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    by = cast(Officer, request.user)
    wrong = 422 if form else 200
    context = {
        "here": "taskings",
        "ground": ground,
        "typed": request.POST if request.method == "POST" else _begun(ground),
        "form": form,
        "problem": problem,
        "verbs": [(one.value, words) for one, words in VERBS.items()],
        "units": issuing.units_for(by),
        "groups": HandlingGroup.objects.visible_to(by).in_use().select_related("force"),
        "priorities": [(one.value, words) for one, words in PRIORITIES.items()],
        "hours": [(n, _lasting(n)) for n in _HOURS],
        "markings": MARKINGS,
    }
    status = problem.status if problem else wrong
    return render(request, "tasking/new.html", context, status=status)


def _lasting(hours: int) -> str:
    days, rest = divmod(hours, 24)
    if days and not rest:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    return ngettext("{count} hour", "{count} hours", hours).format(count=hours)
