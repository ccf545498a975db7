"""/desk/sign-in/recovery: the codes that stand in for a lost authenticator."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from field_api.identity.actions import proving, recovery, registering
from field_api.identity.actions.renewing import renew_recovery_codes
from field_api.identity.models import Officer
from field_api.lib.gate import anybody
from field_api.lib.problems import Problem


@anybody
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the codes themselves: no address leads to them again."""
    officer = cast(Officer, request.user)
    if request.method != "POST":
        return _page(request, officer)
    objects = [(registering.object_of(officer), "")]
    try:
        leave = proving.leave(request, registering.CHANGE, objects)
        codes = renew_recovery_codes(officer=officer, leave=leave)
    except Problem as problem:
        return _page(request, officer, problem=problem)
    return _page(request, officer, codes=codes)


def _page(
    request: HttpRequest,
    officer: Officer,
    codes: list[str] | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    left = recovery.recovery_codes_left(officer=officer)
    context = {"codes": codes, "left": left, "problem": problem, "here": "yours"}
    status = problem.status if problem else 200
    return render(request, "identity/recovery.html", context, status=status)
