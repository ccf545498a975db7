"""What the pages about forms share: who may, how a change is written, a form in its sections."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue.rules import laid_out
from field_api.catalogue.rules.changes import KINDS, Change
from field_api.catalogue.rules.changes.runs import Run, runs
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.oversight.actions import kinds as standing
from field_api.oversight.pages.frame import officer

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

_SHORT = 24


def page(view: Page[P]) -> Page[P]:
    """A page for administrators, of any force of the installation; for others it is not there."""

    def led(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not officer(request).may_administer:
            raise Http404
        return view(request, *args, **kwargs)

    guarded: Page[P] = desk_only(csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(led)))
    return guarded


def shown(
    request: HttpRequest, template: str, context: Mapping[str, Any], problem: Problem | None = None
) -> HttpResponse:
    status = problem.status if problem else 200
    said = {"here": "forms", "problem": problem, **context}
    return render(request, f"catalogue/{template}.html", said, status=status)


def laid(document: dict[str, Any]) -> dict[str, Any]:
    """A form as the page lays it out."""
    return {
        "document": document,
        "sections": laid_out.sections(document, standing.list_versions()),
        "opened": laid_out.opened(document, standing.documents()),
        "unverified": laid_out.unverified(document),
        "review": laid_out.reviewed(document["review"]),
    }


def grouped(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes by what they do, the most serious first, as the page writes them."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for one in changes:
        found[one.kind].append(_row(one))
    return [
        {"kind": kind, "title": KINDS[kind], "rows": rows} for kind, rows in found.items() if rows
    ]


def _row(one: Change) -> dict[str, Any]:
    before, after = said(one.before), said(one.after)
    if not (before and after) and (before or after) in one.what:
        before = after = ""  # the sentence says it already
    short = max(len(before), len(after)) <= _SHORT
    if before and after:
        before_runs, after_runs = runs(before, after)
    else:  # all of it is new, or all of it is gone: marking every word marks none
        before_runs, after_runs = ((Run(text, False),) if text else () for text in (before, after))
    return {"one": one, "short": short, "before": before_runs, "after": after_runs}


def said(value: Any) -> str:
    """A value of a change as a person reads it."""
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False, indent=1)
