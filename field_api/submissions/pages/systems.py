"""/desk/systems/: how each system stands, and the deliveries that need a person."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from field_api.catalogue import actions as catalogue
from field_api.delivery.rules import State
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.submissions.actions import desk
from field_api.submissions.actions.desk import Trouble
from field_api.submissions.pages.words import since

MOST = 100

TROUBLES = {
    State.REJECTED: ("Rejected", "bad", "cross", "The officer can correct it and send it again."),
    State.UNCERTAIN: ("Not known", "warn", "warn", "Ask that system whether it has it."),
    State.HELD: ("Held back", "warn", "lock", "It may not be sent there as it is."),
}


@desk_only
@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    found, titles = desk.troubles(officer, MOST), _titles()
    context = {
        "systems": [_system(row) for row in desk.systems(officer)],
        "troubles": [_trouble(one, titles) for one in found],
        "waiting": len(desk.queue(officer)),
        "here": "systems",
    }
    return render(request, "desk/systems.html", context)


def _system(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "paused": row.state == "paused",
        "oldest": since(row.oldest) if row.oldest else "",
        "settled": since(row.settled) if row.settled else "",
    }


def _trouble(one: Trouble, titles: dict[str, str]) -> dict[str, Any]:
    label, tone, icon, advice = TROUBLES[State(one.delivery.state)]
    return {
        "delivery": one.delivery,
        "submission": one.submission,
        "title": titles.get(one.delivery.kind, one.delivery.kind),
        "label": label,
        "tone": tone,
        "icon": icon,
        "advice": advice,
    }


def _titles() -> dict[str, str]:
    return {form.kind: form.title for form in catalogue.current_forms()}
