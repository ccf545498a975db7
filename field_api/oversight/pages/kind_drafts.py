"""/desk/forms/drafts/: a form brought in as a file, seen before anybody writes in it, proposed."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from field_api.catalogue.actions import Unfit, form_drafts, spreadsheets
from field_api.catalogue.models import FormDraft
from field_api.catalogue.rules.xlsform import Unreadable
from field_api.identity.actions import Leave, proving
from field_api.lib.problems import Fault, Problem
from field_api.oversight.actions import kinds as standing
from field_api.oversight.actions.form_previews import TRIED, preview
from field_api.oversight.pages.frame import officer
from field_api.oversight.pages.kind_frame import grouped, laid, page, shown
from field_api.oversight.pages.kinds import downloaded
from field_api.policy.actions import proposals
from field_api.policy.rules.two_persons import LONGEST_TEXT

LARGEST = spreadsheets.LARGEST
_TOLD = 100
_ZIP = b"PK\x03\x04"


@page
def bring(request: HttpRequest) -> HttpResponse:
    """`?kind=` names the kind whose next version it is to be; without, whatever the file says."""
    kind = request.GET.get("kind", "")
    if kind and not standing.versions(kind):
        raise Http404
    if request.method != "POST":
        return _bring(request, kind)
    try:
        document, notices = _read(request, kind)
        made = form_drafts.bring_in(document=document, by=officer(request), notices=notices)
    except Unfit as unfit:
        return _bring(request, kind, _refused(unfit.faults))
    except Problem as problem:
        return _bring(request, kind, problem)
    messages.success(request, _("Brought in. Nobody writes in it yet"))
    return redirect("desk-form-draft", made.pk)


def _bring(request: HttpRequest, kind: str, problem: Problem | None = None) -> HttpResponse:
    newest = form_drafts.newest_of(kind)
    return shown(request, "form_bring", {"kind": kind, "newest": newest}, problem)


def _read(request: HttpRequest, kind: str) -> tuple[dict[str, Any], list[str]]:
    """Raises Problem 422, Unfit."""
    file = request.FILES.get("file")
    if file is None:
        raise _refused(["Choose a file."])
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _refused([f"A form has at most {LARGEST // 1024 // 1024} MB."])
    document, notices = _spreadsheet(data, kind) if data.startswith(_ZIP) else (_json(data), [])
    if kind and document.get("kind") != kind:
        raise _refused([f"The file is of {document.get('kind')}, and not of {kind}."])
    return document, notices


def _spreadsheet(data: bytes, kind: str) -> tuple[dict[str, Any], list[str]]:
    try:
        sheet = spreadsheets.read(data, kind or None)
    except Unreadable as unreadable:
        raise _refused([str(fault) for fault in unreadable.faults]) from None
    return sheet.document, [str(notice) for notice in sheet.notices]


def _json(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise _refused(["It is neither a spreadsheet (.xlsx) nor JSON."]) from None
    if not isinstance(document, dict):
        raise _refused(["A form is a JSON object."])
    return document


def _refused(why: list[str]) -> Problem:
    told = why[:_TOLD]
    if len(why) > _TOLD:
        told.append(f"And {len(why) - _TOLD} faults more.")
    faults = [Fault("/file", "invalid", one) for one in told]
    return Problem(422, "form-refused", "Nothing was brought in", errors=faults)


@page
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What it would be and change; proposing it, giving it the next number, throwing it away."""
    found = _found(request, draft)
    if request.method != "POST":
        return _draft(request, found)
    act = _ACTS.get(request.POST.get("verb", ""))
    if act is None:
        raise Http404
    leave = Leave(b"", "")
    try:
        if act is _propose:
            subject = form_drafts.subject_of(found.kind, found.version)
            leave = proving.leave(request, "propose", [(subject, found.digest)])
        return act(request, found, leave)
    except Problem as problem:
        return _draft(request, found, problem, leave)
    except Unfit as unfit:
        return _draft(request, found, _refused(unfit.faults), leave)


def _propose(request: HttpRequest, found: FormDraft, leave: Leave) -> HttpResponse:
    text = request.POST.get("text", "")
    form_drafts.propose_form(draft=found.pk, text=text, by=officer(request), leave=leave)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-form-draft", found.pk)


def _throw(request: HttpRequest, found: FormDraft, leave: Leave) -> HttpResponse:
    form_drafts.throw_away(draft=found.pk, by=officer(request))
    messages.success(request, _("Thrown away"))
    return redirect("desk-forms")


def _renumber(request: HttpRequest, found: FormDraft, leave: Leave) -> HttpResponse:
    made = form_drafts.renumber(draft=found.pk, by=officer(request))
    messages.success(request, f"It is version {made.version} now")
    return redirect("desk-form-draft", made.pk)


Act = Callable[[HttpRequest, FormDraft, Leave], HttpResponse]
_ACTS: dict[str, Act] = {"propose": _propose, "throw": _throw, "renumber": _renumber}


def _draft(
    request: HttpRequest,
    found: FormDraft,
    problem: Problem | None = None,
    leave: Leave | None = None,
) -> HttpResponse:
    by = officer(request)
    seen, waits = preview(document=found.document, by=by), standing.proposal_of(found)
    context = {
        "draft": found,
        "before": seen.before,
        "groups": grouped(seen.changes),
        "many": len(seen.changes),
        "effects": seen.effects,
        "trial": seen.trial,
        "most": TRIED,
        "own": found.made_by == by.login,
        "overtaken": form_drafts.overtaken(found),
        "waits": waits,
        "for_me": waits is not None and proposals.waits_for(waits, by),
        "mine": waits is not None and waits.proposed_by_id == by.pk,
        "text": request.POST.get("text", ""),
        "longest": LONGEST_TEXT,
        "grant": leave.secret if leave else "",
        **laid(found.document),
    }
    return shown(request, "form_draft", context, problem)


@page
def draft_download(request: HttpRequest, draft: UUID, ending: str) -> HttpResponse:
    return downloaded(_found(request, draft).document, ending)


def _found(request: HttpRequest, draft: UUID) -> FormDraft:
    found = standing.draft_of(officer(request), draft)
    if found is None:
        raise Http404
    return found
