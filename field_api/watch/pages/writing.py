"""/desk/watch/new and /desk/watch/<id>/amend: saying who or what is looked for."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.lib import clock, ids
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.models import HandlingGroup
from field_api.policy.rules import MARKINGS, USUAL
from field_api.watch import actions as watch
from field_api.watch.models import Listing
from field_api.watch.pages import words
from field_api.watch.rules import CATEGORIES, KNOWN, Kind
from field_api.watch.rules.faults import PRIORITIES, Wanted
from field_api.watch.rules.listing import ACTION, AUTHORITY, LONGEST_KNOWN, REASON

_DAYS = (1, 7, 14, 28, 90, 180, 365)
_KEPT = (0, 28, 90, 180, 365)
_DATES = {"dob"}


class Writing(forms.Form):
    """What is the same of all kinds. What is known of each comes as `known-<name>`."""

    key = forms.UUIDField()
    category = forms.ChoiceField(choices=[(one, one) for one in CATEGORIES], label="Why, in a word")
    priority = forms.ChoiceField(choices=[(one, one) for one in PRIORITIES], label="Priority")
    reason = forms.CharField(max_length=REASON, label="Reason")
    action = forms.CharField(max_length=ACTION, required=False, label="What to do")
    authority = forms.CharField(max_length=AUTHORITY, label="Authority")
    marking = forms.ChoiceField(choices=[(one, one) for one in MARKINGS], label="Marking")
    group = forms.CharField(max_length=40, required=False, label="Kept to")
    covert = forms.BooleanField(required=False)
    days = forms.TypedChoiceField(choices=[(n, n) for n in _DAYS], coerce=int, label="It stands")
    keep = forms.TypedChoiceField(choices=[(n, n) for n in _KEPT], coerce=int, label="Erased")
    version = forms.IntegerField(required=False)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = cast(Officer, request.user)
    if not watch.may_list(by):
        raise Http404
    asked = request.POST.get("kind", "") or request.GET.get("kind", "")
    if asked not in KNOWN:
        kinds = [(one.value, said) for one, said in words.KINDS.items()]
        return render(request, "watch/kinds.html", {"here": "watch", "kinds": kinds})
    kind = Kind(asked)
    if request.method != "POST":
        begun = {"key": ids.new(), "priority": "high", "marking": USUAL, "days": 28, "keep": 28}
        return _form(request, kind, begun)
    form = Writing(request.POST)
    if not form.is_valid():
        return _form(request, kind, request.POST, form=form, status=422)
    wanted = _wanted(request, kind, form.cleaned_data)
    try:
        row = watch.list_(wanted=wanted, by=by, id=form.cleaned_data["key"])
    except Problem as problem:
        return _form(request, kind, request.POST, problem=problem, status=problem.status)
    messages.success(request, words.DONE["covert" if row.covert else "list"])
    return redirect("desk-listing", row.pk)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, listing: UUID) -> HttpResponse:
    """Saying it anew; how long it stands is extended, not amended."""
    by = cast(Officer, request.user)
    rows = Listing.objects.amended_by(by).filter(ended_at=None, weeded_at=None)
    row = rows.filter(pk=listing).first()
    if row is None:
        raise Http404
    kind = Kind(row.kind)
    if request.method != "POST":
        return _form(request, kind, _said(row), row=row)
    form = Writing({**request.POST.dict(), "key": str(row.pk), "days": "1", "keep": "0"})
    if not form.is_valid():
        return _form(request, kind, request.POST, form=form, row=row, status=422)
    wanted = _wanted(request, kind, form.cleaned_data, row)
    try:
        watch.amend(listing=row.pk, wanted=wanted, by=by, version=form.cleaned_data["version"])
    except Problem as problem:
        return _form(request, kind, request.POST, problem=problem, row=row, status=problem.status)
    messages.success(request, words.DONE["amend"])
    return redirect("desk-listing", row.pk)


def _wanted(
    request: HttpRequest, kind: Kind, said: dict[str, Any], row: Listing | None = None
) -> Wanted:
    known = {name: request.POST.get(f"known-{name}", "") for name in KNOWN[kind]}
    markers = catalogue.markers().known
    codes = [code for code in request.POST.getlist("warnings") if code in markers]
    more = request.POST.get("more", "").upper().replace(",", " ").split()
    begins = clock.now()
    until = begins + timedelta(days=said["days"])
    return Wanted(
        kind=kind.value,
        known=known,
        category=said["category"],
        priority=said["priority"],
        authority=said["authority"],
        reason=said["reason"],
        action=said["action"],
        warnings=list(dict.fromkeys([*codes, *more])),
        marking=said["marking"],
        groups=[said["group"]] if said["group"] else [],
        covert=row.covert if row else said["covert"],
        valid_from=row.valid_from if row else begins,
        valid_until=row.valid_until if row else until,
        weed_date=row.weed_date if row else (until + timedelta(days=said["keep"])).date(),
    )


def _said(row: Listing) -> dict[str, Any]:
    """A listing as its form was filled in."""
    names = ("category", "priority", "reason", "action", "authority", "marking", "version")
    known = {f"known-{name}": value for name, value in row.known.items()}
    markers = catalogue.markers().known
    own = [code for code in row.warnings if code not in markers]
    said = {name: getattr(row, name) for name in names}
    return {**said, **known, "group": "".join(row.groups[:1]), "more": " ".join(own)}


def _form(
    request: HttpRequest,
    kind: Kind,
    typed: Any,
    *,
    form: Writing | None = None,
    problem: Problem | None = None,
    row: Listing | None = None,
    status: int = 200,
) -> HttpResponse:
    by = cast(Officer, request.user)
    chosen = request.POST.getlist("warnings") if request.method == "POST" else []
    chosen = chosen or (row.warnings if row else [])
    context = {
        "here": "watch",
        "row": row,
        "kind": kind.value,
        "title": words.KINDS[kind],
        "known": [
            (name, words.KNOWN[name], typed.get(f"known-{name}", ""), name in _DATES)
            for name in KNOWN[kind]
        ],
        "typed": typed,
        "form": form,
        "problem": problem,
        "categories": [(one.value, said) for one, said in words.CATEGORIES.items()],
        "priorities": [(one.value, said) for one, said in words.PRIORITIES.items()],
        "markers": [
            (code, label, code in chosen) for code, (label, _) in catalogue.markers().known.items()
        ],
        "any_chosen": bool(chosen or typed.get("more")),
        "groups": HandlingGroup.objects.visible_to(by).in_use().select_related("force"),
        "markings": MARKINGS,
        "days": _DAYS,
        "keeps": _KEPT,
        "longest": LONGEST_KNOWN,
    }
    return render(request, "watch/new.html", context, status=status)
