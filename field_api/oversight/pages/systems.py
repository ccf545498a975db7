"""/console/ and /console/systems/<code>/: how each system stands, and stopping it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from field_api.connectors import actions as connectors
from field_api.delivery.models import Route
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.oversight.actions import systems as standing
from field_api.oversight.actions.systems import STEP, Standing, Word
from field_api.oversight.actions.values import formed
from field_api.oversight.pages import forms, frame
from field_api.oversight.pages.alerts import open_ones
from field_api.oversight.pages.chart import chart
from field_api.oversight.pages.words import ago, ahead, moment, span

_LOOKS = {
    Word.PAUSED: ("warn", "pause"),
    Word.DRAINING: ("warn", "pause"),
    Word.BLOCKED: ("bad", "cross"),
    Word.SLOW: ("warn", "clock"),
    Word.RECOVERING: ("info", "up"),
    Word.SENDING: ("info", "up"),
    Word.QUIET: ("good", "tick"),
}
_FORMS = {"pause": forms.Pause, "drain": forms.Reason, "resume": forms.Reason}


@frame.page
def systems(request: HttpRequest) -> HttpResponse:
    rows = [card(one) for one in standing.standings(frame.officer(request))]
    context = {"systems": rows, "alerts": open_ones(frame.officer(request))}
    return frame.shown(request, "systems", context, tab="systems")


@frame.page
def system(request: HttpRequest, code: str) -> HttpResponse:
    found = standing.standing(frame.officer(request), code)
    if found is None:
        return frame.missing(request, "system", tab="systems")
    if request.method == "POST":
        return _steer(request, found)
    return _page(request, found)


def _steer(request: HttpRequest, found: Standing) -> HttpResponse:
    form = frame.chosen(request, _FORMS)(request.POST, prefix=request.POST["verb"])
    if not form.is_valid():
        return _page(request, found, form, 422)
    said = _done(request.POST["verb"], found, frame.officer(request), **form.cleaned_data)
    return frame.done(request, said, reverse("console-system", args=[found.system.code]))


def _done(
    verb: str, found: Standing, by: Officer, *, reason: str, until: datetime | None = None
) -> str:
    """Do it. Gives the sentence that says so."""
    system = found.system
    if verb == "resume":
        connectors.resume(system=system, by=by, reason=reason)
        return f"{system.name} goes on: {found.facts.backlog.open} waiting"
    if verb == "drain":
        connectors.drain_out(system=system, by=by, reason=reason)
        return f"{system.name} is sent nothing new"
    connectors.pause(system=system, by=by, reason=reason, until=until)
    return f"{system.name} is paused" + (f" until {moment(until)}" if until else "")


def _page(
    request: HttpRequest, found: Standing, failed: Any = None, status: int = 200
) -> HttpResponse:
    blank = {verb: form(prefix=verb) for verb, form in _FORMS.items()}
    routes = Route.objects.filter(system=found.system, active=True).order_by("kind")
    context = {
        "one": card(found),
        "forms": blank | ({failed.prefix: failed} if failed else {}),
        "failed": failed,
        "routes": routes,
        "formed": formed(route.kind for route in routes),
    }
    return frame.shown(request, "system", context, tab="systems", status=status)


def card(one: Standing) -> dict[str, Any]:
    """A standing in words."""
    tone, icon = _LOOKS[one.word]
    step, facts = STEP.total_seconds(), one.facts
    end = datetime.fromtimestamp((clock.now().timestamp() // step + 1) * step, tz=UTC)
    return {
        "is": one,
        "row": one.system,
        "facts": facts,
        "label": _label(one),
        "tone": tone,
        "icon": icon,
        "why": _why(one),
        "stopped": not facts.active,
        "oldest": span(timedelta(seconds=facts.lag)) if facts.lag is not None else "",
        "budget": _budget(one),
        "accepted": ago(facts.pace.last),
        "per_minute": facts.pace.five_minutes / 5,
        "chart": chart(one.settled, until=end, step=STEP),
        "certificates": facts.certificates,
    }


def _budget(one: Standing) -> int:
    return int((one.facts.lag_used or 0.0) * 100)


def _label(one: Standing) -> str:
    match one.word:
        case Word.DRAINING:
            return f"Draining: {one.facts.backlog.in_flight} in flight"
        case Word.BLOCKED:
            return _("Not getting through")
        case Word.SLOW:
            return f"Slow: {_budget(one)} % of its time budget"
    return one.word.capitalize()


def _why(one: Standing) -> str:
    """A sentence below the chip, where the chip alone would raise a question."""
    row = one.system
    if not one.facts.active and row.paused_by and row.paused_at:
        until = f", until {moment(row.paused_until)}" if row.paused_until else ""
        by = f"By {row.paused_by.display_name}, {moment(row.paused_at)}{until}"
        return f"{by}: {row.pause_reason}"
    if one.word is Word.BLOCKED:
        because = f" Last reason: {one.facts.reason}." if one.facts.reason else ""
        return f"Next try {ahead(one.facts.next_try)}.{because} Nothing is lost."
    if one.word is Word.RECOVERING:
        return _("It answers again: what goes out at once grows as it does.")
    return ""
