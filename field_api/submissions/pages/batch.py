"""/desk/approve: several that were read, approved together with one code or passkey."""

from collections import Counter
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from field_api.identity.actions import Leave, proving
from field_api.identity.models import Officer
from field_api.identity.rules.stepping import GRANT_OBJECTS
from field_api.lib.gate import desk_only
from field_api.lib.problems import Problem
from field_api.submissions import actions
from field_api.submissions.actions import Seen
from field_api.submissions.actions.claims import CLAIMED
from field_api.submissions.pages import reading
from field_api.submissions.pages.queue import shown
from field_api.submissions.pages.sieve import Sieve


@desk_only
@csrf_protect
@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    picked = _picked(request)
    try:
        leave = _leave(request, picked)
    except Problem as problem:
        return shown(request, problem, frozenset(picked))
    officer, refused = cast(Officer, request.user), Counter[str]()
    for submission, seen in picked.items():
        try:
            actions.approve(submission=submission, officer=officer, seen=seen, leave=leave)
        except Problem as problem:
            refused[problem.code] += 1
    messages.success(request, _said(len(picked), refused))
    return HttpResponseRedirect(reverse("desk") + Sieve.read(request.GET).query)


def _picked(request: HttpRequest) -> dict[UUID, Seen]:
    """What was ticked, as this session was shown it: the form says which, never what."""
    read, ticked = reading.of(request), set(request.POST.getlist("pick"))
    return {key: seen for key, seen in read.items() if str(key) in ticked}


def _leave(request: HttpRequest, picked: dict[UUID, Seen]) -> Leave:
    if not 0 < len(picked) <= GRANT_OBJECTS:
        detail = f"Tick 1 to {GRANT_OBJECTS} that you have read."
        raise Problem(422, "decision-incomplete", "Nothing was decided", detail)
    if proving.evidence(request) is None:
        detail = "Enter the six-figure code, or use your passkey."
        raise Problem(403, "step-up-needed", "Confirm that it is you", detail)
    objects = [(f"submission:{key}", seen.hash) for key, seen in picked.items()]
    return proving.leave(request, "approve", objects)


def _said(picked: int, refused: Counter[str]) -> str:
    if not refused:
        return f"Approved: {picked}"
    said = f"Approved: {picked - refused.total()} of {picked}."
    if claimed := refused.pop(CLAIMED, 0):
        said += f" Left to who is reading them: {claimed}."
    return f"{said} The rest changed or was decided meanwhile" if refused else said
