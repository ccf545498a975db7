"""/console/handsets/: what handsets said they wrote and did not bring, and what they handed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.sync.actions import letters, minted
from field_api.sync.models import DeadLetter
from field_api.sync.pages.frame import officer, page

MOST = 100

# What a person can make out; the rest is for whoever mends the client, by the API.
_SHOWN = 20_000


@desk_only
@require_http_methods(["GET", "HEAD"])
def handsets(request: HttpRequest) -> HttpResponse:
    who = officer(request)
    found, count = letters.listed(officer=who, most=MOST)
    context = {
        "gaps": minted.gaps(officer=who, most=MOST),
        "letters": found,
        "more": count - len(found),
    }
    return page(request, "handsets", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, name: str) -> HttpResponse:
    who = officer(request)
    try:
        if request.method == "POST":
            letters.deal_with(name=name, officer=who, note=request.POST.get("note", "")[:2000])
            messages.success(request, _("Dealt with"))
            return HttpResponseRedirect(reverse("console-handsets"))
        return _letter(request, letters.read(name=name, officer=who))
    except Problem as problem:
        if problem.status in (403, 404):
            return page(request, "missing", {"what": "letter"}, problem.status)
        row = letters.read(name=name, officer=who)
        return _letter(request, row, refused=problem, status=problem.status)


def _letter(
    request: HttpRequest, row: DeadLetter, refused: Problem | None = None, status: int = 200
) -> HttpResponse:
    text = bytes(row.body[:_SHOWN]).decode(errors="replace").replace("\0", "\ufffd")
    size = len(row.body)
    context = {"is": row, "text": text, "size": size, "cut": size > _SHOWN, "refused": refused}
    return page(request, "handset_letter", context, status)
