"""/insight/tables/days.csv and its like: what a page sums up, row by row, for a spreadsheet."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from field_api.insights.actions import exporting
from field_api.insights.pages.choosing import chosen, insight_page
from field_api.insights.rules.exports import TABLES


@insight_page
@require_safe
def table(request: HttpRequest, table: str) -> HttpResponseBase:
    """Of the days, units and form that the address says, as the pages read it."""
    of, asked = TABLES.get(table), chosen(request)
    if of is None:
        raise Http404
    if asked.fault:
        return HttpResponse(asked.fault, status=422, content_type="text/plain; charset=utf-8")
    named = f'attachment; filename="{of.name}.{of.version}-{asked.first}-{asked.last}.csv"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    pieces = exporting.csv(table=of, span=asked.span)
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)
