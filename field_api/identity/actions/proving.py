"""What a page of the desk reads of a form in which somebody shows who they are, for one act."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from field_api.identity.actions import factors
from field_api.identity.actions.factors import Assertion, Code, Evidence
from field_api.identity.actions.grants import Leave, Object, give_grant
from field_api.identity.actions.passkeys import Site


def leave(request: HttpRequest, action: str, objects: Sequence[Object]) -> Leave:
    """A grant minted from the code or passkey in the form; else the one the form still holds.

    A form that was taken for incomplete after its code was spent holds the grant, so that nobody
    waits half a minute for a new code. Raises as `give_grant`; with neither the leave is empty.
    """
    held, shown = holder(request), evidence(request)
    if shown is None:
        return Leave(held, request.POST.get("grant", ""))
    officer: Any = request.user
    secret, _ = give_grant(
        officer=officer, holder=held, action=action, objects=objects, evidence=shown
    )
    return Leave(held, secret)


def evidence(request: HttpRequest) -> Evidence | None:
    if request.POST.get("passkey", ""):
        return Assertion(credential(request), site(request))
    otp = request.POST.get("otp", "")
    return Code(otp) if otp.strip() else None


def holder(request: HttpRequest) -> bytes:
    """This browser session."""
    return factors.session(request.session.session_key or "")


def site(request: HttpRequest) -> Site:
    return Site.at(request.scheme, request.get_host())


def credential(request: HttpRequest) -> dict[str, Any]:
    """What a passkey answered, as the form's `passkey` has it; empty for what is none."""
    try:
        read = json.loads(request.POST.get("passkey", ""))
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
