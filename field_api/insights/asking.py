"""What both doors ask for and hand out: a month, and its file."""

from django.http import StreamingHttpResponse

from field_api.identity.models import Officer
from field_api.insights import actions
from field_api.insights.rules import FileForm, Month, Return
from field_api.lib import clock


def month_asked(text: str) -> Month:
    """The one named, or the month before this one. Raises ValueError."""
    return Month.read(text) if text else Month.of(clock.now()).before


def downloaded(by: Officer, of: Return, month: Month, form: FileForm) -> StreamingHttpResponse:
    pieces = actions.draw(by=by, of=of, month=month, form=form)
    named = f'attachment; filename="{of.name}-{month}.{form.suffix}"'
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(pieces, content_type=form.media_type, headers=headers)
