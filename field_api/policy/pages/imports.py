"""/desk/administration/import/<what>/: files of units and of officers, tried and then brought in;
and the same columns taken away.
"""

from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.policy.actions import importing, proposals, taking_away
from field_api.policy.models import Import
from field_api.policy.pages import import_words as shown
from field_api.policy.pages.acting import Posted, administrator
from field_api.policy.rules import sheets
from field_api.policy.rules.sheets import COLUMNS, What, Wrong

MOST = 200
"""Faults, and changes of a sort, on a page: the rest is counted."""
TITLE_WORDS = {
    What.UNITS: _lazy("Bring in units"),
    What.OFFICERS: _lazy("Bring in officers and roles"),
}


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, what: str) -> HttpResponse:
    by, sort = administrator(request), _what(what)
    if request.method != "POST":
        return _form(request, sort)
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise Problem(422, "form-incomplete", "Choose a file first")
        if (file.size or 0) > sheets.LARGEST:
            raise Problem(422, "sheet-unreadable", "It is larger than four megabytes")
        row, _plan, wrong = importing.try_file(what=sort, data=file.read(), by=by)
    except Problem as problem:
        return _form(request, sort, problem)
    if row is None:
        return _form(request, sort, wrong=list(wrong))
    return redirect("desk-import", row.pk)


def _what(what: str) -> What:
    try:
        return What(what)
    except ValueError:
        raise Http404 from None


def _form(
    request: HttpRequest,
    what: What,
    problem: Problem | None = None,
    wrong: list[Wrong] | None = None,
) -> HttpResponse:
    context = {
        "here": "administration",
        "what": what.value,
        "title": TITLE_WORDS[what],
        "columns": COLUMNS[what],
        "problem": problem,
        "wrong": (wrong or [])[:MOST],
        "many": len(wrong or []),
        "most": sheets.MOST_ROWS,
    }
    status = problem.status if problem else 422 if wrong else 200
    return render(request, "policy/bring.html", context, status=status)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: HttpRequest, found: UUID) -> HttpResponse:
    """What a file that was tried would change, to be brought in or, by another, decided."""
    by = administrator(request)
    rows = Import.objects.visible_to(by).filter(pk=found).select_related("force", "tried_by__force")
    row = rows.first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _page(request, row)
    posted = Posted(request)
    try:
        proposed = _brought(posted, row)
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _page(request, row, problem, posted)
    messages.success(request, _("Proposed to a second person") if proposed else _("Brought in"))
    return redirect("desk-import", row.pk)


def _brought(posted: Posted, row: Import) -> bool:
    """Whether it waits for a second person now."""
    digest, text = posted.post.get("digest", ""), posted.post.get("text", "")
    action = "propose" if posted.verb == "propose" else importing.BRING
    leave = posted.leave(action, importing.object_of(row), row.digest)
    made = importing.bring_in(found=row.pk, digest=digest, text=text, by=posted.by, leave=leave)
    return made is not None


def _page(
    request: HttpRequest, row: Import, problem: Problem | None = None, posted: Posted | None = None
) -> HttpResponse:
    by = administrator(request)
    waits = importing.waiting(row)
    context: dict[str, Any] = {
        "here": "administration",
        "row": row,
        "title": TITLE_WORDS[What(row.what)],
        "problem": problem,
        "waits": waits,
        "for_me": waits is not None and proposals.waits_for(waits, by),
        "own": row.tried_by_id == by.pk,
        **_now(row),
        **(posted.kept() if posted else {}),
    }
    return render(request, "policy/import.html", context, status=problem.status if problem else 200)


def _now(row: Import) -> dict[str, Any]:
    """What it would change now; whether that still is what was shown first."""
    if not row.text:
        return {"counts": shown.counts(row.counts)}
    plan = importing.plan_of(row)
    if plan.wrong or importing.digest_of(row, plan) != row.digest:
        return {"counts": shown.counts(row.counts), "overtaken": True}
    counts = importing.counted(plan)
    return {
        "counts": shown.counts(counts),
        "nothing": not sum(n for name, n in counts.items() if name != "unchanged"),
        "takes_two": plan.takes_two,
        "sorts": [
            {"title": title, "lines": list(islice(lines, MOST)), "many": many}
            for title, lines, many in shown.changes(plan, row.force)
            if many
        ],
        "most": MOST,
    }


@desk_only
@require_safe
def export(request: HttpRequest, what: str) -> HttpResponse:
    """A file that stands in nobody's cache; that it was taken away stands in the ledger."""
    sort = _what(what)
    text = taking_away.take_away(what=sort, by=administrator(request))
    # With a mark, or spreadsheets take it for Windows-1252.
    answer = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{sort.value}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
