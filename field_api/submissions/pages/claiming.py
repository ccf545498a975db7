"""/desk/<submission>/reading: whoever still reads keeps what they have claimed."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from field_api.identity.models import Officer
from field_api.lib.gate import desk_only
from field_api.submissions.actions import claims


@desk_only
@csrf_protect
@require_POST
def still_reading(request: HttpRequest, submission: UUID) -> JsonResponse:
    """Sent by the page as its reader scrolls and types, never by a clock: an abandoned page lets
    its claim run out, and its session. {said}: who reads it instead; empty while it is theirs, or
    nobody's.
    """
    officer = cast(Officer, request.user)
    mine = claims.hold(submission=submission, officer=officer)
    held = None if mine else claims.others([submission], officer).get(submission)
    said = _("%(who)s has begun to read this.") % {"who": held.who} if held else ""
    return JsonResponse({"said": said})
