"""/desk/returns/: choose a month and a return, see what is in it, take it away."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.insights.asking import downloaded, month_asked
from field_api.insights.rules import RETURNS, Month, Return
from field_api.lib import clock
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem

SHOWN, MONTHS = 20, 13


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def returns(request: HttpRequest) -> HttpResponseBase:
    officer = cast(Officer, request.user)
    if not officer.may_review:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    of = RETURNS.get(asked.get("return", ""))
    try:
        month = month_asked(asked.get("month", ""))
    except ValueError:
        return _page(request, month_asked(""), status=422)
    if of is None:
        return _page(request, month, status=422 if asked else 200)
    if request.method != "POST":
        return _page(request, month, of)
    if "send" in asked:
        return _sent(request, of, month)
    try:
        return downloaded(officer, of, month, of.form(asked.get("file", "")))
    except ValueError:
        return _page(request, month, status=422)


def _sent(request: HttpRequest, of: Return, month: Month) -> HttpResponse:
    try:
        made = actions.send(by=cast(Officer, request.user), of=of, month=month)
    except Problem as problem:
        return _page(request, month, of, status=problem.status, refused=problem.title)
    return _page(request, month, of, sent=[one.system.name for one in made])


def _page(
    request: HttpRequest,
    month: Month,
    of: Return | None = None,
    status: int = 200,
    **said: Any,
) -> HttpResponse:
    needed = actions.given(cast(Officer, request.user), month)
    context: dict[str, Any] = {
        "here": "returns",
        "returns": [(one, one.called(needed)) for one in RETURNS.values()],
        "months": _months(),
        "month": month,
        "asked": of,
        "fault": status == 422 and not said,
        **said,
    }
    if of is not None:
        found = actions.preview(by=cast(Officer, request.user), of=of, month=month)
        context |= {
            "title": of.called(needed),
            "count": found.count,
            "rows": [_said(row) for row in _rows(found)[:SHOWN]],
            "more": max(found.count - SHOWN, 0),
            "left_out": found.refused,
            "routes": actions.routed(of) if of.periodic else [],
        }
    return render(request, "insights/returns.html", context, status=status)


def _rows(found: actions.Preview) -> list[dict[str, str]]:
    """Of all files, those of the first file first."""
    return [row for table in found.tables.values() for row in table.rows]


def _said(row: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """What the row is called, by its first two columns, and all of it that is not blank."""
    said = [(column, text) for column, text in row.items() if text]
    return ", ".join(text for _, text in said[:2]), said


def _months() -> list[Month]:
    """This one and the twelve before."""
    found = [Month.of(clock.now())]
    while len(found) < MONTHS:
        found.append(found[-1].before)
    return found
