"""The list, and one listing with what may be done to it."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.catalogue import actions as catalogue
from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.lib import clock
from field_api.lib.gate import desk_only, found
from field_api.lib.problems import Problem
from field_api.watch import actions as watch
from field_api.watch.actions import reading
from field_api.watch.actions.listing import APPROVE, hash_of
from field_api.watch.models import Listing
from field_api.watch.pages import words
from field_api.watch.rules import CATEGORIES, KINDS

LONGER = (1, 7, 14, 28, 90, 180, 365)
"""Days for which one may be extended from now."""
_AFTER = timedelta(days=28)


@desk_only
@require_http_methods(["GET", "HEAD"])
def listings(request: HttpRequest) -> HttpResponse:
    officer = cast(Officer, request.user)
    shelf = _among(request, "shelf", reading.SHELVES) or reading.STANDING
    kind, category = _among(request, "kind", KINDS), _among(request, "category", CATEGORIES)
    rows = reading.listed(officer=officer, shelf=shelf, kind=kind, category=category)
    markers = catalogue.markers()
    context = {
        "here": "watch",
        "rows": [{**words.of_listing(row.listing, markers), "row": row} for row in rows],
        "shelf": shelf,
        "shelves": list(words.SHELVES.items()),
        "kind": kind,
        "kinds": [(one.value, said) for one, said in words.KINDS.items()],
        "category": category,
        "categories": [(one.value, said) for one, said in words.CATEGORIES.items()],
        "possible": reading.waiting(officer),
        "may_list": watch.may_list(officer),
        "most": reading.MOST,
    }
    return render(request, "watch/list.html", context)


@desk_only
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, listing: UUID) -> HttpResponse:
    if request.method != "POST":
        return _one(request, listing)
    acting = _Acting(request, listing)
    try:
        acting.act()
    except Problem as problem:
        if problem.status == 404:
            raise Http404 from None
        return _one(request, listing, problem, acting)
    messages.success(request, words.DONE[acting.verb])
    return redirect("desk-listing", listing)


class _Acting:
    """One verb of the page. A code that was spent on what then failed still counts."""

    def __init__(self, request: HttpRequest, listing: UUID) -> None:
        self.request, self.listing = request, listing
        self.verb = request.POST.get("verb", "")
        self.leave = Leave(b"", "")

    def act(self) -> None:
        by = cast(Officer, self.request.user)
        if self.verb == "end":
            watch.end(listing=self.listing, by=by, why=self.request.POST.get("why", ""))
        elif self.verb == "extend":
            until = clock.now() + timedelta(days=self._days())
            weed = (until + _AFTER).date()
            watch.extend(listing=self.listing, by=by, valid_until=until, weed_date=weed)
        elif self.verb == "approve":
            row = Listing.objects.approvable_by(by).filter(pk=self.listing).first()
            if row is None:
                raise Http404
            self.leave = proving.leave(self.request, APPROVE, [(f"listing:{row.pk}", hash_of(row))])
            watch.approve(listing=row.pk, by=by, leave=self.leave)
        else:
            raise Http404

    def _days(self) -> int:
        typed = self.request.POST.get("days", "")
        if typed not in map(str, LONGER):
            raise Http404
        return int(typed)


def _one(
    request: HttpRequest,
    listing: UUID,
    problem: Problem | None = None,
    acting: _Acting | None = None,
) -> HttpResponse:
    officer = cast(Officer, request.user)
    with found():
        shown = reading.one(officer=officer, listing=listing)
    context: dict[str, Any] = {
        "here": "watch",
        "shown": shown,
        **words.of_listing(shown.listing, catalogue.markers()),
        "hits": [words.of_hit(hit) for hit in reading.hits(officer=officer, listing=listing)],
        "past": [words.of_past(event) for event in reading.past(shown.listing)],
        "longer": LONGER,
        "after": _AFTER.days,
        "problem": problem,
        "typed": request.POST,
        "grant": acting.leave.secret if acting else "",
    }
    return render(request, "watch/one.html", context, status=problem.status if problem else 200)


def _among(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    said = request.GET.get(name, "")
    return said if said in known else ""
