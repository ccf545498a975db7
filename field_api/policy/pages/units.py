"""/desk/administration/units/: the tree of a force's units, and changing it."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions.postings import object_of
from field_api.identity.models import Posting, Unit, UnitChange
from field_api.identity.models.officers import today
from field_api.identity.rules import Role
from field_api.identity.rules.units import LONGEST_NAME, Did
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.actions import proposals, reorganising
from field_api.policy.actions.reorganising import UNITS
from field_api.policy.pages.acting import Posted, administrator, role_words
from field_api.policy.rules.two_persons import LONGEST_TEXT

MOST = 200
"""Roles and changes on the page of one unit."""
DID_WORDS = {
    Did.MADE: _lazy("Made, as"),
    Did.RENAMED: _lazy("Renamed"),
    Did.MOVED: _lazy("Moved"),
    Did.CLOSED: _lazy("Closed"),
    Did.OPENED: _lazy("Opened again"),
}


class NameForm(forms.Form):
    name = forms.CharField(max_length=LONGEST_NAME, label=_lazy("Name"))


class MoveForm(forms.Form):
    text = forms.CharField(max_length=LONGEST_TEXT, label=_lazy("Why"))


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    by = administrator(request)
    if request.method != "POST":
        return _listed(request)
    posted = Posted(request)
    try:
        name, parent = posted.read(NameForm)["name"], _under(posted)
        leave = posted.leave(UNITS, object_of(by.force))
        made = reorganising.add_unit(name=name, parent=parent, by=by, leave=leave)
    except Problem as problem:
        return _listed(request, problem, posted)
    messages.success(request, _("The unit is made"))
    return redirect("desk-unit", made.pk)


def _listed(
    request: HttpRequest, problem: Problem | None = None, posted: Posted | None = None
) -> HttpResponse:
    rows = list(_tree(administrator(request).force_id))
    context = {
        "here": "administration",
        "rows": rows,
        "open": [row for row in rows if row["one"].closed_on is None],
        "problem": problem,
        **(posted.kept() if posted else {}),
    }
    return render(request, "policy/units.html", context, status=problem.status if problem else 200)


def _tree(force: int) -> Iterator[dict[str, Any]]:
    """Each unit after the one that it stands under; `depth` from 0, 5 at most for the eye."""
    now = today()
    held = Q(postings__starts_on__lte=now) & (
        Q(postings__ends_on=None) | Q(postings__ends_on__gt=now)
    )
    rows = Unit.objects.filter(force=force).annotate(many=Count("postings", filter=held))
    below: dict[int | None, list[Unit]] = {}
    for unit in rows.order_by("name"):
        below.setdefault(unit.parent_id, []).append(unit)
    waits = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waits:
        unit, depth = waits.pop()
        yield {"one": unit, "depth": min(depth, 5), "key": str(unit.pk)}
        waits += [(each, depth + 1) for each in reversed(below.get(unit.pk, []))]


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def unit(request: HttpRequest, unit: int) -> HttpResponse:
    by = administrator(request)
    row = Unit.objects.filter(pk=unit, force=by.force_id).select_related("parent", "force").first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row)
    posted = Posted(request)
    try:
        messages.success(request, posted.do(_ACTS, row))
    except Problem as problem:
        return _page(request, row, problem, posted)
    return redirect("desk-unit", row.pk)


def _rename(posted: Posted, row: Unit) -> str:
    name = posted.read(NameForm)["name"]
    leave = posted.leave(UNITS, object_of(row.force))
    reorganising.change_unit(unit=row, did=Did.RENAMED, name=name, by=posted.by, leave=leave)
    return _("Renamed")


def _close(posted: Posted, row: Unit) -> str:
    leave = posted.leave(UNITS, object_of(row.force))
    reorganising.change_unit(unit=row, did=Did.CLOSED, by=posted.by, leave=leave)
    return _("Closed: nobody gets a role in it any more")


def _open(posted: Posted, row: Unit) -> str:
    leave = posted.leave(UNITS, object_of(row.force))
    reorganising.change_unit(unit=row, did=Did.OPENED, by=posted.by, leave=leave)
    return _("Opened again")


def _move(posted: Posted, row: Unit) -> str:
    text, parent = posted.read(MoveForm)["text"], _under(posted)
    leave = posted.leave("propose", f"unit:{row.pk}")
    reorganising.propose_move(unit=row, parent=parent, text=text, by=posted.by, leave=leave)
    return _("Proposed to a second person")


_ACTS: dict[str, Callable[[Posted, Unit], str]] = {
    "rename": _rename,
    "close": _close,
    "open": _open,
    "move": _move,
}


def _under(posted: Posted) -> Unit | None:
    """The unit that was chosen to stand above; None for the top of the force."""
    if not posted.post.get("under", ""):
        return None
    rows = Unit.objects.filter(pk=posted.number("under"), force=posted.by.force_id)
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    row: Unit,
    problem: Problem | None = None,
    posted: Posted | None = None,
) -> HttpResponse:
    by = administrator(request)
    held = Posting.objects.visible_to(by).not_over(today()).filter(unit=row)
    roles = held.select_related("officer").order_by("officer__surname", "starts_on")[: MOST + 1]
    changes = UnitChange.objects.visible_to(by).filter(unit=row).select_related("by", "second")
    below = set(Unit.objects.below([row.pk]).values_list("pk", flat=True))
    row.refresh_from_db()
    waits = reorganising.waiting(row)
    context = {
        "here": "administration",
        "row": row,
        "roles": [{"one": one, "role": role_words(Role(one.role))} for one in roles[:MOST]],
        "more": len(roles) > MOST,
        "most": MOST,
        "today": today(),
        "children": Unit.objects.filter(parent=row).order_by("closed_on", "name"),
        "places": [one for one in _tree(row.force_id) if _takes(one["one"], row, below)],
        "changes": [_change(one) for one in changes.order_by("-at")[:MOST]],
        "waits": waits,
        "for_me": waits is not None and proposals.waits_for(waits, by),
        "problem": problem,
        **(posted.kept() if posted else {}),
    }
    return render(request, "policy/unit.html", context, status=problem.status if problem else 200)


def _takes(one: Unit, row: Unit, below: set[int]) -> bool:
    return one.closed_on is None and one.pk not in below and one.pk != row.parent_id


def _change(one: UnitChange) -> dict[str, Any]:
    moved = one.did == Did.MOVED
    top = _("the top of the force")
    return {
        "one": one,
        "did": DID_WORDS[Did(one.did)],
        "before": one.before or (top if moved else ""),
        "after": one.after or (top if moved else ""),
    }
