"""Signing in at the desk: login, password and one-time code on one screen."""

from django import forms
from django.conf import settings
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_code

from field_api.identity import actions as identity
from field_api.lib import gate
from field_api.lib.problems import Problem

_DESK = "/desk/"


class SignInForm(forms.Form):
    login = forms.CharField(max_length=20)
    password = forms.CharField(max_length=256, strip=False)
    otp = forms.RegexField(
        r"^(([0-9]\s*){6}|[0-9A-Za-z]{5}[\s-]*[0-9A-Za-z]{5})$",
        max_length=20,
        error_messages={"invalid": "The code has six figures; a recovery code ten characters."},
    )


@sensitive_post_parameters("password", "otp")
@csrf_protect
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        return _signed_in(request, form)
    except Problem as problem:
        form.add_error(None, problem.detail or problem.title)
        return _page(request, form, problem.status)


@csrf_protect
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("desk-sign-in")


def _signed_in(request: HttpRequest, form: SignInForm) -> HttpResponse:
    ip = request.META.get("REMOTE_ADDR", "")
    proved = identity.open_desk(**form.cleaned_data, ip=ip)
    start_session(request, proved.officer)  # gives the session a new key: the old may be planted
    remember_code(request, proved.totp)
    gate.opened(request)
    return HttpResponseRedirect(destination(request))


def destination(request: HttpRequest) -> str:
    """Where the officer was going, if that is a page of the desk on this very host."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith(_DESK) else _DESK


def _page(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": wanted, "account": settings.OIDC is not None}
    return render(request, "identity/sign_in.html", context, status=status)
