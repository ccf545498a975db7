"""What a passkey is to answer at the desk, as JSON for the page that asks it."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from field_api.identity.actions import factors, proving
from field_api.identity.models import Officer
from field_api.lib.gate import anybody
from field_api.lib.problems import Problem


@anybody
@csrf_protect
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """Of this session alone, for one act."""
    officer = cast(Officer, request.user)
    try:
        options: dict[str, Any] = factors.challenge(
            officer=officer, holder=proving.holder(request), site=proving.site(request)
        )
    except Problem as problem:
        return JsonResponse(problem.document(), status=problem.status)
    return JsonResponse(options)
