"""/console/alerts/<id>/: saying that somebody sees to it. What is open stands with the systems."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from field_api.identity.models import Officer
from field_api.oversight.actions import alerts as watching
from field_api.oversight.models import Alert
from field_api.oversight.pages import frame
from field_api.oversight.rules.alarms import What
from field_api.oversight.rules.wording import HOUSE, Told, line


@frame.page
def alert(request: HttpRequest, alert: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console"))
    by = frame.officer(request)
    found = Alert.objects.visible_to(by).filter(pk=alert).first()
    if found is None:
        return frame.missing(request, "alert", tab="systems")
    watching.acknowledge(alert=found, by=by)
    return frame.done(request, "Acknowledged: it is yours to see to", reverse("console"))


def open_ones(officer: Officer) -> list[dict[str, Any]]:
    """What is somebody's business just now: first what nobody has seen, the worst of it before."""
    rows = Alert.objects.visible_to(officer).open().select_related("system", "acknowledged_by")
    ordered = sorted(rows, key=lambda row: (bool(row.acknowledged_at), -row.level, row.raised_at))
    return [_alert(row) for row in ordered]


def _alert(row: Alert) -> dict[str, Any]:
    told = Told(What(row.what), row.level, row.raised_at, None, row.details)
    tone = "bad" if row.level >= 100 else "warn"
    return {
        "id": row.pk,
        "title": row.system.name if row.system else HOUSE,
        "text": line(told, settings.TIME_ZONE),
        "tone": "quiet" if row.acknowledged_at else tone,
        "by": row.acknowledged_by.display_name if row.acknowledged_by else "",
    }
