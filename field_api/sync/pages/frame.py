"""The console's frame, which is filled here too: its own floor knows nothing of handsets."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from field_api.delivery.models import Task
from field_api.identity.models import Officer
from field_api.oversight.actions import letters as dead
from field_api.submissions.actions import desk


def officer(request: HttpRequest) -> Officer:
    return cast(Officer, request.user)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    who = officer(request)
    frame = {
        "here": "systems",
        "tab": "handsets",
        "waiting": len(desk.queue(who)),
        "dead": dead.counts(who).total(),
        "todo": Task.objects.visible_to(who).open().count(),
        "may_steer": who.may_steer,
    }
    return render(request, f"console/{template}.html", {**frame, **context}, status=status)
