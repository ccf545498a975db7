"""/desk/sign-in/yours: what this officer signs in with, and changing it."""

from base64 import b32encode
from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_code

from field_api.identity.actions import Leave, changing, notices, passkeys, proving, registering
from field_api.identity.models import Authenticator, Officer
from field_api.identity.rules import read_code
from field_api.lib.gate import anybody
from field_api.lib.problems import Problem

_UNPROVED = ("step-up-needed", "step-up-refused", "too-many-attempts")


@sensitive_post_parameters("old", "new", "otp")
@anybody
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def yours(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    act = _ACTS.get(request.POST.get("verb", ""))
    try:
        if act is None:
            raise Problem(422, "decision-incomplete", "Press one of the buttons below")
        said = act(request, cast(Officer, request.user))
    except Problem as problem:
        return _page(request, problem)
    if isinstance(said, Authenticator):
        return _page(request, pending=said)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk-yours"))


@anybody
@csrf_protect
@require_POST
def offered(request: HttpRequest) -> HttpResponse:
    """Options for making a passkey, for a code or another passkey shown now; and the grant that
    the finished passkey comes back with.
    """
    officer = cast(Officer, request.user)
    try:
        if proving.evidence(request) is None:
            raise Problem(403, "step-up-needed", "Confirm that it is you", "Enter the code first.")
        leave = _leave(request, officer)
        options = registering.offer_passkey(
            officer=officer, leave=leave, site=proving.site(request)
        )
    except Problem as problem:
        return JsonResponse(problem.document(), status=problem.status)
    return JsonResponse({"options": options, "grant": leave.secret})


def _leave(request: HttpRequest, officer: Officer) -> Leave:
    return proving.leave(request, registering.CHANGE, [(registering.object_of(officer), "")])


def _add(request: HttpRequest, officer: Officer) -> str:
    registering.add_passkey(
        officer=officer,
        leave=Leave(proving.holder(request), request.POST.get("grant", "")),
        credential=proving.credential(request),
        site=proving.site(request),
        name=request.POST.get("name", ""),
    )
    return _("Passkey added")


def _rename(request: HttpRequest, officer: Officer) -> str:
    name = request.POST.get("name", "")
    registering.rename_passkey(officer=officer, passkey=_which(request), name=name)
    return _("Renamed")


def _remove(request: HttpRequest, officer: Officer) -> str:
    which, leave = _which(request), _leave(request, officer)
    registering.remove_passkey(officer=officer, leave=leave, passkey=which)
    update_session_auth_hash(request, officer)
    return _("Passkey removed")


def _password(request: HttpRequest, officer: Officer) -> str:
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    leave = _leave(request, officer)
    changing.change_password(officer=officer, leave=leave, old=old, new=new)
    update_session_auth_hash(request, officer)  # this session goes on, what else is open ends
    return _("Password changed")


def _address(request: HttpRequest, officer: Officer) -> str:
    email, leave = request.POST.get("email", ""), _leave(request, officer)
    changing.change_address(officer=officer, leave=leave, email=email)
    return "You are told there from now on" if officer.email else "You are told on this page only"


def _begin(request: HttpRequest, officer: Officer) -> Authenticator:
    shown = request.POST.get("otp", "")
    if read_code(shown):
        holder = proving.holder(request)
        begun = changing.replace_lost_authenticator(officer=officer, holder=holder, code=shown)
        update_session_auth_hash(request, officer)
        return begun
    return changing.begin_authenticator(officer=officer, leave=_leave(request, officer))


def _confirm(request: HttpRequest, officer: Officer) -> str:
    totp = changing.confirm_authenticator(officer=officer, otp=request.POST.get("first", ""))
    update_session_auth_hash(request, officer)
    remember_code(request, totp)
    return _("The new authenticator counts")


_ACTS: dict[str, Callable[[HttpRequest, Officer], str | Authenticator]] = {
    "add-passkey": _add,
    "rename-passkey": _rename,
    "remove-passkey": _remove,
    "change-password": _password,
    "change-address": _address,
    "begin-authenticator": _begin,
    "confirm-authenticator": _confirm,
}


def _which(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("which", ""))
    except ValueError:
        raise Problem(404, "not-found", "No such passkey") from None


def _page(
    request: HttpRequest, problem: Problem | None = None, pending: Authenticator | None = None
) -> HttpResponse:
    officer = cast(Officer, request.user)
    context: dict[str, Any] = {
        "passkeys": passkeys.of_officer(officer),
        "pending": pending,
        "key": _legible(pending) if pending else "",
        "verb": request.POST.get("verb", ""),
        "problem": problem,
        "unproved": problem is not None and problem.code in _UNPROVED,
        "here": "yours",
        "notices": notices.recent(officer=officer),
    }
    status = problem.status if problem else 200
    return render(request, "identity/yours.html", context, status=status)


def _legible(totp: Authenticator) -> str:
    """Its key as authenticator apps take it: base32, in fours."""
    text = b32encode(totp.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
