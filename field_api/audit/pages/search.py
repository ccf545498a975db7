"""/desk/audit/: what was done, by whom, to what and why. Searching is by POST alone."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST

from field_api.audit.actions import searching
from field_api.audit.pages import frame
from field_api.audit.pages.forms import Search
from field_api.lib import clock


@frame.page
def search(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return frame.shown(request, "search", {"form": Search()}, tab="search")
    form = Search(request.POST)
    if not form.is_valid():
        return frame.shown(request, "search", {"form": form}, tab="search", status=422)
    page = searching.search(
        by=frame.officer(request), filters=form.filters(), after=form.cleaned_data["after"]
    )
    context = {
        "form": form,
        "asked": True,
        "events": [frame.event(searching.shown(one)) for one in page.events],
        "after": page.after,
    }
    return frame.shown(request, "search", context, tab="search")


@frame.page
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    form = Search(request.POST)
    if not form.is_valid():
        return frame.shown(request, "search", {"form": form}, tab="search", status=422)
    lines = searching.export(by=frame.officer(request), filters=form.filters())
    name = f"ledger-{clock.now():%Y%m%dT%H%M%SZ}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
