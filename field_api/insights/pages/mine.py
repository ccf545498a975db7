"""/insight/mine/: what an officer's own work shows them, and nobody else."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from field_api.identity.models import Officer
from field_api.insights.actions import measures
from field_api.insights.actions.own import DAYS, own
from field_api.insights.pages.saying import per_cent
from field_api.lib.gate import anybody


@anybody
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    found = own(cast(Officer, request.user))
    kinds = [(one, per_cent(measures.share(one.right, one.decided))) for one in found.kinds]
    context = {"here": "mine", "kinds": kinds, "fields": found.fields, "days": DAYS}
    return render(request, "insights/mine.html", context)
