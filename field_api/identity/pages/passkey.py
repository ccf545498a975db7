"""Signing in at the desk with a passkey: what it is to answer, and its answer."""

from django.contrib.auth import login as start_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from field_api.identity.actions import by_passkey, proving
from field_api.identity.pages.desk import destination
from field_api.lib import gate
from field_api.lib.problems import Problem


@csrf_protect
@require_POST
def asked(request: HttpRequest) -> HttpResponse:
    ip = request.META.get("REMOTE_ADDR", "")
    try:
        return JsonResponse(by_passkey.ask_anyone(site=proving.site(request), ip=ip))
    except Problem as problem:
        return JsonResponse(problem.document(), status=problem.status)


@csrf_protect
@require_POST
def entered(request: HttpRequest) -> HttpResponse:
    ip = request.META.get("REMOTE_ADDR", "")
    try:
        passkey = by_passkey.open_desk_by_passkey(
            credential=proving.credential(request), site=proving.site(request), ip=ip
        )
    except Problem as problem:
        return render(request, "identity/not_in.html", {"problem": problem}, status=problem.status)
    start_session(request, passkey.officer)  # gives the session a new key: the old may be planted
    gate.opened_with(request, str(passkey.pk))
    return HttpResponseRedirect(destination(request))
