"""/desk/map/: what happens where, and the same beside it as a table."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.policy.rules import MARKINGS, higher
from field_api.situation import actions
from field_api.situation.actions import HOURS, Situation
from field_api.situation.ground import ground_of, tag_of
from field_api.situation.shown import document

_MODULES = (
    *("words", "dom", "icons", "clock", "parts"),
    *("ground", "mapview", "mapmarks", "situation", "spotlist"),
)
_ROWS = 100


@desk_only
@gzip_page
@require_http_methods(["GET", "HEAD"])
def situation(request: HttpRequest) -> HttpResponse:
    """The base map and the newest are in the page itself; moving about in it takes its script."""
    officer = cast(Officer, request.user)
    shown = actions.situation(officer=officer, hours=HOURS, carried=False)
    actions.looked(officer=officer, shown=shown, held="")
    ground = ground_of(officer)
    said = document(shown, ground["tag"])
    context: dict[str, Any] = {
        "here": "map",
        "ground": ground,
        "shown": shown,
        "rows": shown.spots[:_ROWS],
        "marking": _marking(shown),
        "told": {"map": said, "tag": actions.tag(officer, shown), "ground": ground},
        "imports": [(f"fieldbook/{name}", static(f"web/{name}.js")) for name in _MODULES],
        "nonce": getattr(request, "csp_nonce", ""),
    }
    return render(request, "situation/map.html", context)


@desk_only
@gzip_page
@require_http_methods(["GET", "HEAD"])
def spots(request: HttpRequest) -> HttpResponse:
    """The same for a page that is open: 304 while nothing is new."""
    officer = cast(Officer, request.user)
    shown = actions.situation(officer=officer, hours=HOURS, carried=False)
    held = request.headers.get("If-None-Match", "")
    if not actions.looked(officer=officer, shown=shown, held=held):
        return HttpResponse(status=304, headers={"ETag": held})
    told = document(shown, tag_of(officer))
    return JsonResponse(told, headers={"ETag": actions.tag(officer, shown)})


def _marking(shown: Situation) -> str:
    """The highest of what is on it: printed, it is as sensitive as that."""
    found = MARKINGS[0]
    for one in shown.spots:
        found = higher(found, one.marking)
    return found
