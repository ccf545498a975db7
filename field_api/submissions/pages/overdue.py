"""/desk/overdue/: what nobody read in time, brought up to this officer."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from field_api.catalogue import actions as catalogue
from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.submissions.actions import escalating
from field_api.submissions.models import Told
from field_api.submissions.pages.words import since

MOST = 100


@desk_only
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What each is and how late, by its reference: nothing of what was written, nor by whom."""
    waiting = escalating.waiting_for(cast(Officer, request.user))
    titles = {form.kind: form.title for form in catalogue.current_forms()}
    context = {
        "here": "overdue",
        "count": len(waiting),
        "rows": [_row(one, titles) for one in waiting[:MOST]],
        "more": max(0, len(waiting) - MOST),
    }
    return render(request, "desk/overdue.html", context)


def _row(one: Told, titles: dict[str, str]) -> dict[str, Any]:
    entry = one.escalation.submission
    return {
        "id": entry.pk,
        "title": titles.get(entry.kind, entry.kind),
        "reference": entry.reference,
        "unit": entry.unit.name,
        "late": since(one.escalation.due_at),
        "told_at": one.told_at,
    }
