"""/desk/lists/…/bring/ and /desk/lists/drafts/<id>/: a list brought in as a spreadsheet, what it
would change, and having a second person let it be published.
"""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions
from field_api.catalogue.actions import Unfit, list_drafts
from field_api.catalogue.models import CodeList, ListDraft
from field_api.catalogue.pages.leads import lead
from field_api.catalogue.rules import list_sheets
from field_api.identity.actions import Leave, proving
from field_api.lib.gate import desk_only
from field_api.lib.problems import Fault, Problem
from field_api.policy.rules.two_persons import LONGEST_TEXT

SHOWN = 20
TOLD = 50
_NONE = Leave(b"", "")


class Head(forms.Form):
    """What a list says of itself. Without a file its codes stay as they stand."""

    name = forms.CharField(max_length=40, required=False)
    title = forms.CharField(max_length=400, label=_lazy("Title"))
    source = forms.CharField(max_length=400, label=_lazy("Where it comes from"))
    licence = forms.CharField(max_length=400, label=_lazy("Licence"))
    verified = forms.BooleanField(required=False)
    file = forms.FileField(required=False)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, name: str = "") -> HttpResponse:
    """A next version of the list `name`, or a list there is not yet."""
    by = lead(request)
    stands = list_drafts.standing(name) if name else None
    if name and stands is None:
        raise Http404
    if request.method != "POST":
        return _form(request, stands)
    form = Head(request.POST, request.FILES)
    try:
        document = _document(form, name, stands)
        made = list_drafts.bring_in(document=document, by=by)
    except Unfit as unfit:
        return _form(request, stands, _refused(unfit.faults))
    except Problem as problem:
        return _form(request, stands, problem)
    return redirect("desk-list-draft", made.pk)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What it would change, and proposing it."""
    by = lead(request)
    found = list_drafts.draft_of(draft)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _one(request, found)
    leave = _NONE
    try:
        leave = proving.leave(request, "propose", [(f"list:{found.name}", found.digest)])
        text = request.POST.get("text", "")
        list_drafts.propose_list(draft=found, text=text, by=by, leave=leave)
    except Problem as problem:
        return _one(request, found, problem, leave)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-list-draft", found.pk)


def _document(form: Head, name: str, stands: CodeList | None) -> dict[str, Any]:
    """Raises Problem 422."""
    if not form.is_valid():
        said = form.errors.items()
        raise _refused([f"{form[at].label}: {' '.join(map(str, why))}" for at, why in said])
    given = form.cleaned_data
    return {
        "list": name or given["name"].strip(),
        "title": given["title"],
        "source": given["source"],
        "licence": given["licence"],
        "unverified": not given["verified"],
        "codes": _codes(given["file"], stands),
    }


def _codes(file: Any, stands: CodeList | None) -> list[list_sheets.Code]:
    """Nothing is taken of a file with a line that is no code: it would be missed later."""
    if not file:
        if stands is None:
            raise _refused(["Choose a file: a list that is new has no codes yet."])
        return cast(list[list_sheets.Code], stands.document["codes"])
    try:
        sheet = list_sheets.sheet(file.read(list_sheets.MOST_BYTES + 1))
    except list_sheets.Unreadable as unreadable:
        raise _refused([str(unreadable)]) from None
    if sheet.refused:
        told = [f"Line {one.line}: {one.why}." for one in sheet.refused[:TOLD]]
        left = len(sheet.refused) - TOLD
        raise _refused([*told, f"And {left} lines more."] if left > 0 else told)
    return sheet.codes


def _refused(why: list[str]) -> Problem:
    faults = [Fault("/file", "invalid", one) for one in why]
    return Problem(422, "list-refused", "Nothing was brought in", errors=faults)


def _form(
    request: HttpRequest, stands: CodeList | None, problem: Problem | None = None
) -> HttpResponse:
    said = stands.document if stands else {}
    typed = request.POST if problem else said
    verified = "verified" in request.POST if problem else not said.get("unverified", True)
    context = {
        "here": "lists",
        "stands": stands,
        "problem": problem,
        "typed": typed,
        "verified": verified,
    }
    status = problem.status if problem else 200
    return render(request, "catalogue/list_bring.html", context, status=status)


def _one(
    request: HttpRequest, found: ListDraft, problem: Problem | None = None, leave: Leave = _NONE
) -> HttpResponse:
    stands = list_drafts.standing(found.name)
    is_out = any(one.digest == found.digest for one in actions.versions_of(found.name))
    context = {
        "here": "lists",
        "one": found,
        "said": found.document,
        "stands": stands,
        "is_out": is_out,
        "heads": _heads(stands, found),
        **_told(found),
        "uses": actions.uses_of(found.name),
        "waits": list_drafts.waiting(found.name),
        "problem": problem,
        "text": request.POST.get("text", ""),
        "longest": LONGEST_TEXT,
        "grant": leave.secret,
    }
    status = problem.status if problem else 200
    return render(request, "catalogue/list_draft.html", context, status=status)


_HEADS = {"title": "Title", "source": "Where it comes from", "licence": "Licence"}


def _heads(stands: CodeList | None, found: ListDraft) -> list[dict[str, str]]:
    """What the list says of itself otherwise than the one that stands."""
    if stands is None:
        return []
    old, new = stands.document, found.document
    said = [
        {"what": words, "before": old[at], "after": new[at]}
        for at, words in _HEADS.items()
        if old[at] != new[at]
    ]
    if old["unverified"] != new["unverified"]:
        words = {True: "Unverified", False: "Checked against its source"}
        before, after = words[old["unverified"]], words[new["unverified"]]
        said.append({"what": "Checked", "before": before, "after": after})
    return said


def _told(found: ListDraft) -> dict[str, Any]:
    changes = list_drafts.changed_by(found)
    stood = found.size - len(changes.added) + len(changes.removed)
    return {
        "half": len(changes.removed) * 2 > stood,
        "changes": changes,
        "parts": [
            {"what": "Removed", "rows": changes.removed[:SHOWN], "count": len(changes.removed)},
            {"what": "Added", "rows": changes.added[:SHOWN], "count": len(changes.added)},
        ],
        "relabelled": changes.relabelled[:SHOWN],
        "shown": SHOWN,
    }
