"""/duty/: a shift on one page, for the screen and for paper."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.submissions.actions import desk, duty
from field_api.submissions.actions.duty import Shift
from field_api.submissions.pages.sheet import tone
from field_api.submissions.pages.words import moment

_INPUT = "%Y-%m-%dT%H:%M"


@desk_only
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    reader = cast(Officer, request.user)
    people = [reader, *duty.covered_by(reader)]
    login = request.GET.get("officer", reader.login)
    officer = next((one for one in people if one.login == login), None)
    shift, fault = _shift(request)
    context: dict[str, Any] = {
        "people": people,
        "officer": officer,
        "start": timezone.localtime(shift.start).strftime(_INPUT),
        "end": timezone.localtime(shift.end).strftime(_INPUT),
        "fault": fault,
        "waiting": len(desk.queue(reader)),
        "here": "duty",
    }
    if officer is None:
        return render(request, "duty/report.html", context, status=404)
    found = duty.report(officer=officer, reader=reader, shift=shift)
    context |= {
        "report": found,
        "starts": shift.start,
        "ends": shift.end,
        "made": moment(found["made_at"]),
        "filed": [_row(one) for one in found["filed"]],
        "devices": [{**one, "heard": moment(one["heard_at"])} for one in found["devices"]],
        "first": sum(bool(one["attention"]) for one in found["filed"]),
    }
    return render(request, "duty/report.html", context, status=400 if fault else 200)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    deliveries = [{**sent, **tone(sent["state"])} for sent in one["deliveries"]]
    clock = one["clock"] or {}
    return {
        **one,
        "deliveries": deliveries,
        "written": moment(one["written_at"]),
        "received": moment(clock.get("received_at") or one["received_at"]),
    }


def _shift(request: HttpRequest) -> tuple[Shift, str]:
    """What the two boxes say, in the force's own time; the last 16 hours where they say nothing, or
    nothing sensible, and then why."""
    default = duty.last_shift()
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    if not any(asked):
        return default, ""
    try:
        start, end = (_local(text) for text in asked)
        return Shift(start, end), ""
    except (ValueError, OverflowError):
        return (
            default,
            "A shift ends after it starts, and within 31 days. These are the last 16 hours.",
        )


def _local(text: str) -> datetime:
    return timezone.make_aware(datetime.strptime(text, _INPUT))  # noqa: DTZ007  the next step adds it
