"""What both doors ask for and hand out: a month, and its file."""

from django.http import StreamingHttpResponse

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.insights.rules import Month, Return
from field_api.lib import clock


def month_asked(text: str) -> Month:
    """The one named, or the month before this one. Raises ValueError."""
    return Month.read(text) if text else Month.of(clock.now()).before


def downloaded(by: Officer, of: Return, month: Month) -> StreamingHttpResponse:
    lines = actions.draw(by=by, of=of, month=month)
    headers = {"Content-Disposition": f'attachment; filename="{of.name}-{month}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
