"""/desk/forms/: the kinds there are, their versions, what differs between two, taking one away."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from field_api.catalogue.actions import form_drafts, spreadsheets
from field_api.catalogue.models import Form
from field_api.catalogue.rules.changes import changes
from field_api.identity.actions import Leave, proving
from field_api.lib.problems import Problem
from field_api.oversight.actions import kinds as standing
from field_api.oversight.actions.form_effects import effects
from field_api.oversight.pages.frame import officer
from field_api.oversight.pages.kind_frame import grouped, laid, page, shown
from field_api.policy.actions import proposals
from field_api.policy.rules.two_persons import LONGEST_TEXT

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page
def forms(request: HttpRequest) -> HttpResponse:
    by = officer(request)
    waiting = standing.waiting_for(by)
    context = {
        "kinds": standing.kinds(by),
        "waits": [row for row in waiting if proposals.waits_for(row, by)],
        "others": [row for row in waiting if not proposals.waits_for(row, by)],
        "drafts": standing.drafts_of(by),
    }
    return shown(request, "forms", context)


@page
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    versions = standing.versions(kind)
    if not versions:
        raise Http404
    older = [*(one.form.version for one in versions[1:]), None]
    context = {
        "kind": kind,
        "versions": [
            {"one": one, "before": before} for one, before in zip(versions, older, strict=True)
        ],
        "newest": versions[0].form,
        "routes": standing.routes_of(kind),
        "drafts": standing.drafts_of(officer(request), kind),
        "waiting": [row for row in standing.waiting_for(officer(request)) if _about(row, kind)],
    }
    return shown(request, "kind", context)


def _about(row: Any, kind: str) -> bool:
    return bool(row.details["name"] == kind)


@page
def form(request: HttpRequest, kind: str, version: int) -> HttpResponse:
    """One version, every field of it; and proposing to retire it."""
    found = _found(kind, version)
    if request.method != "POST":
        return _form(request, found)
    leave = Leave(b"", "")
    try:
        subject = form_drafts.subject_of(kind, version)
        leave = proving.leave(request, "propose", [(subject, found.digest)])
        form_drafts.propose_retiring(
            kind=kind,
            version=version,
            text=request.POST.get("text", ""),
            by=officer(request),
            leave=leave,
        )
    except Problem as problem:
        return _form(request, found, problem, leave)
    messages.success(request, _("Proposed to a second person"))
    return redirect("desk-form", kind, version)


def _form(
    request: HttpRequest, found: Form, problem: Problem | None = None, leave: Leave | None = None
) -> HttpResponse:
    waiting = form_drafts.waiting_about(found.kind, found.version)
    context = {
        "form": found,
        "offered": standing.offered(found),
        "after": standing.offered_after(found),
        "waits": waiting[0] if waiting else None,
        "text": request.POST.get("text", ""),
        "longest": LONGEST_TEXT,
        "grant": leave.secret if leave else "",
        **laid(found.document),
    }
    return shown(request, "form", context, problem)


@page
def differences(request: HttpRequest, kind: str, before: int, after: int) -> HttpResponse:
    """What `after` changes of `before`, whichever of them is the older."""
    old, new = _found(kind, before), _found(kind, after)
    found = changes(old.document, new.document, standing.documents())
    numbers = [one.form.version for one in standing.versions(kind)]
    context = {
        "old": old,
        "new": new,
        "groups": grouped(found),
        "effects": effects(new.document, found),
        "numbers": numbers,
        "title": new.document["title"],
    }
    return shown(request, "form_changes", context)


@page
def download(request: HttpRequest, kind: str, version: int, ending: str) -> HttpResponse:
    return downloaded(_found(kind, version).document, ending)


def downloaded(document: dict[str, Any], ending: str) -> HttpResponse:
    """A form as a file to change and bring in again. Raises Http404 for another ending."""
    if ending == "json":
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        answer = HttpResponse(text, content_type="application/json")
    elif ending == "xlsx":
        try:
            answer = HttpResponse(spreadsheets.write(document), content_type=_XLSX)
        except ValueError as error:
            raise Problem(422, "no-spreadsheet", "It fits no spreadsheet", str(error)) from None
    else:
        raise Http404
    named = f"{document['kind']}.{document['version']}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return answer


def _found(kind: str, version: int) -> Form:
    found = standing.form_of(kind, version)
    if found is None:
        raise Http404
    return found
