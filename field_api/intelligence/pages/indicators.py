"""/desk/indicators/: what fraudsters used, across reports and forces.

The address of one names a mention and a kind, never the value: addresses are logged.
"""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from field_api.identity.models import Officer
from field_api.intelligence import actions as intelligence
from field_api.lib import clock
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem

_TITLES = {
    "newest": _("Newest"),
    "reports": _("Most reports"),
    "forces": _("Most forces"),
    "loss": _("Most lost"),
}


@desk_only
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("order", "newest")
    order = asked if asked in _TITLES else "newest"
    found = intelligence.listing(officer=_officer(request), order=order)
    context = {
        "here": "indicators",
        "order": order,
        "orders": [{"name": name, "title": title} for name, title in _TITLES.items()],
        "rows": [_dated(one) for one in found["rows"]],
    }
    return render(request, "intelligence/indicators.html", context)


@desk_only
@require_safe
def indicator(request: HttpRequest, mention: UUID, kind: str) -> HttpResponse:
    try:
        found = intelligence.indicator(officer=_officer(request), mention=mention, kind=kind)
    except Problem:
        return render(request, "desk/missing.html", {"queue": reverse("desk")}, status=404)
    months = [{**_pounds(row), "first": _month(row["month"])} for row in found["months"]]
    records = [_pounds(row) for row in found["records"]]
    one = {**_dated(found), "months": months, "records": records}
    context = {"here": "indicators", "one": one}
    return render(request, "intelligence/indicator.html", context)


def _dated(one: dict[str, Any]) -> dict[str, Any]:
    """Templates write dates as people do, of moments and not of text."""
    feeds = [{**each, "day": clock.parse(each["since"])} for each in one["feeds"]]
    newest = one["last_at"] and clock.parse(one["last_at"])
    return {**_pounds(one), "feeds": feeds, "newest": newest}


def _pounds(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "lost": f"{row['loss'] or 0:,}"}


def _month(text: str) -> datetime | None:
    return clock.parse(f"{text}-01T00:00:00Z") if text else None


def _officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)
