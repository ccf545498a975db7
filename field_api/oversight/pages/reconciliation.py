"""/console/reconciliation/: what a system holds beside what we delivered, and where they differ."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from field_api.connectors.models import System
from field_api.oversight.actions import reconcile
from field_api.oversight.models import Difference, Reconciliation
from field_api.oversight.pages import forms, frame
from field_api.oversight.pages.forms import Compare
from field_api.oversight.pages.words import dated
from field_api.oversight.rules.reconciling import Apart, Run

MOST_RUNS, MOST = 50, 100
_LOOKS = {
    Run.RUNNING: ("Comparing", "info", "up"),
    Run.DONE: ("Compared", "good", "tick"),
    Run.FAILED: ("Got no list", "bad", "cross"),
}
APART = {
    Apart.MISSING: ("Missing there", "bad", "cross"),
    Apart.UNKNOWN: ("Unknown to us", "warn", "warn"),
    Apart.DIFFERENT: ("Different", "warn", "pen"),
}


@frame.page
def reconciliations(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _list(request, _compare(request))
    form = _compare(request, request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    by, said = frame.officer(request), form.cleaned_data
    system = System.objects.visible_to(by).get(code=said["system"])
    try:
        made = reconcile.start(system=system, since=said["since"], until=said["until"], by=by)
    except reconcile.Refused as refused:
        form.add_error("system", f"{system.name}: {refused}.")
        return _list(request, form, 409)
    return frame.done(request, "Begun", reverse("console-reconciliation", args=[made.pk]))


def _compare(request: HttpRequest, said: Any = None) -> Compare:
    systems = System.objects.visible_to(frame.officer(request)).order_by("name")
    return Compare(said, systems=list(systems.values_list("code", "name")))


def _list(request: HttpRequest, form: Compare, status: int = 200) -> HttpResponse:
    rows = Reconciliation.objects.visible_to(frame.officer(request))
    rows = rows.select_related("system", "asked_by").order_by("-started_at")
    context = {
        "runs": [_run(row) for row in rows[:MOST_RUNS]],
        "form": form,
        "failed": form if form.errors else None,
    }
    return frame.shown(request, "reconciliations", context, tab="reconciliation", status=status)


@frame.page
def reconciliation(request: HttpRequest, run: int) -> HttpResponse:
    found = _found(request, run)
    if found is None:
        return frame.missing(request, "comparison", tab="reconciliation")
    if request.method == "POST":
        return _settle(request, found)
    return _page(request, found)


def _settle(request: HttpRequest, run: Reconciliation) -> HttpResponse:
    number = request.POST.get("difference", "")
    form = forms.Note(request.POST, prefix=f"difference-{number}")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return frame.missing(request, "difference", tab="reconciliation")
    by = frame.officer(request)
    row = Difference.objects.visible_to(by).filter(reconciliation=run, pk=int(number)).first()
    if row is None:
        return frame.missing(request, "difference", tab="reconciliation")
    if not form.is_valid():
        return _page(request, run, form, 422)
    reconcile.settle(difference=row, by=by, note=form.cleaned_data["note"])
    return frame.done(request, "Settled", reverse("console-reconciliation", args=[run.pk]))


def _page(
    request: HttpRequest, run: Reconciliation, failed: forms.Note | None = None, status: int = 200
) -> HttpResponse:
    rows = Difference.objects.visible_to(frame.officer(request)).filter(reconciliation=run)
    ordered = rows.select_related("settled_by").order_by("-settled_at", "what", "pk")
    context = {
        "run": _run(run),
        "rows": [_difference(row, failed) for row in ordered[:MOST]],
        "more": max(rows.count() - MOST, 0),
        "failed": failed,
    }
    return frame.shown(request, "reconciliation", context, tab="reconciliation", status=status)


@frame.page
def export(request: HttpRequest, run: int) -> HttpResponse | StreamingHttpResponse:
    found = _found(request, run)
    if found is None:
        return frame.missing(request, "comparison", tab="reconciliation")
    lines = reconcile.export(reconciliation=found, by=frame.officer(request))
    name = f"differences-{found.system.code}-{found.pk}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _found(request: HttpRequest, run: int) -> Reconciliation | None:
    rows = Reconciliation.objects.visible_to(frame.officer(request))
    return rows.select_related("system", "asked_by").filter(pk=run).first()


def _run(row: Reconciliation) -> dict[str, Any]:
    label, tone, icon = _LOOKS[Run(row.state)]
    apart = row.missing + row.unknown + row.different
    if row.state == Run.DONE.value and apart:
        label, tone, icon = f"{apart} difference{'s' if apart > 1 else ''}", "warn", "warn"
    elif row.state == Run.DONE.value:
        label = "No difference"
    return {
        "is": row,
        "label": label,
        "tone": tone,
        "icon": icon,
        "apart": apart,
        "since": dated(row.since),
        "until": dated(row.until),
        "far": dated(row.compared_until),
        "by": row.asked_by.display_name if row.asked_by else "Every night",
    }


def _difference(row: Difference, failed: forms.Note | None) -> dict[str, Any]:
    label, tone, icon = APART[Apart(row.what)]
    prefix = f"difference-{row.pk}"
    mine = failed is not None and failed.prefix == prefix
    return {
        "is": row,
        "label": label,
        "tone": tone,
        "icon": icon,
        "form": failed if mine else forms.Note(prefix=prefix),
        "open": mine,
    }
