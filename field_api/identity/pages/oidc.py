"""Signing in at the desk with an account of the force: there and back, and the code after it.

The session's cookie is `SameSite=Strict`, so it does not come along when the provider sends the
browser back. What binds the way there to the way back is a cookie of its own; and every step that
needs the session begins from a page of ours.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login as start_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as remember_code

from field_api.identity.actions import oidc
from field_api.identity.actions.oidc import Answer
from field_api.identity.models import Authenticator, Officer
from field_api.identity.pages.desk import destination
from field_api.lib import gate
from field_api.lib.problems import Problem

COOKIE = "oidc"
_PATH = "/desk/sign-in/oidc"


class CodeForm(forms.Form):
    question = forms.CharField(max_length=100)
    otp = forms.RegexField(
        r"^([0-9]\s*){6}$", error_messages={"invalid": "The code has six figures."}
    )


@csrf_protect
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """A page that goes on to the provider: a form may not be sent on to another site (CSP)."""
    try:
        begun = oidc.begin(wanted=destination(request), ip=_ip(request))
    except Problem as problem:
        return _refused(request, problem)
    response = render(request, "identity/onward.html", {"to": begun.address, "leaving": True})
    response.set_cookie(
        COOKIE,
        begun.browser,
        max_age=int(oidc.STANDS.total_seconds()),
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@sensitive_variables("answer")
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser, with a code or a refusal."""
    said: Mapping[str, str] = request.GET
    answer = Answer(*(said.get(name, "")[:4096] for name in ("state", "code", "iss")))
    try:
        arrived = oidc.arrive(answer=answer, browser=_browser(request), ip=_ip(request))
    except Problem as problem:
        return _refused(request, problem)
    if arrived.totp is None:
        return _ask_code(request, {"question": arrived.question})
    return _open(request, arrived.officer, arrived.totp, arrived.wanted)


@sensitive_post_parameters("otp", "question")
@csrf_protect
@require_http_methods(["POST"])
def code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    question = {"question": request.POST.get("question", "")[:100]}
    if not form.is_valid():
        return _ask_code(request, question | {"fault": "The code has six figures."}, 400)
    try:
        proved, wanted = oidc.show_code(
            **form.cleaned_data, browser=_browser(request), ip=_ip(request)
        )
    except Problem as problem:
        shown = problem.detail or problem.title
        return _ask_code(request, question | {"fault": shown}, problem.status)
    return _open(request, proved.officer, proved.totp, wanted)


def _open(request: HttpRequest, officer: Officer, totp: Authenticator, wanted: str) -> HttpResponse:
    start_session(request, officer)  # gives the session a new key: the old may be planted
    remember_code(request, totp)
    gate.opened(request)
    # A page and no redirect: on a redirect from the provider the new cookie would not be sent.
    response = render(request, "identity/onward.html", {"to": wanted, "leaving": False})
    response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")
    return response


def _ask_code(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "identity/oidc_code.html", context, status=status)


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return render(request, "identity/not_in.html", {"problem": problem}, status=problem.status)


def _browser(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:100]


def _ip(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
