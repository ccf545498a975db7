"""How the API knows who is asking."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from field_api.identity import actions as identity
from field_api.identity.models import Officer, Token
from field_api.identity.rules import Standing
from field_api.lib import wall
from field_api.lib.problems import Problem

_CHALLENGE = 'Bearer realm="fieldbook"'
# A browser that hears this empties what the page kept (W3C Clear Site Data §3.1).
_WIPE = {"Clear-Site-Data": '"cache", "storage"'}
_INVALID = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}


class DeviceToken(BaseAuthentication):
    """`Authorization: Bearer <token>` (RFC 6750).

    Sets `request.user` to the officer and `request.auth` to the Token. A door whose view class sets
    `accepts_stale_token = True` also lets expired and revoked tokens in, and must look at
    `request.auth.standing`: an officer's note is never lost to an auth state.
    """

    def authenticate(self, request: Request) -> tuple[Officer, Token] | None:
        scheme, _, plain = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = _known(plain.strip())
        view = request.parser_context.get("view")
        if not getattr(view, "accepts_stale_token", False):
            _refuse_stale(token)
        if token.standing is Standing.LIVE:
            wall.admit(token.officer_id)
        return token.officer, token

    def authenticate_header(self, request: Request) -> str:
        return _CHALLENGE


def _known(plain: str) -> Token:
    try:
        return identity.check_token(plain)
    except Problem as problem:
        problem.headers = _INVALID
        raise


def _refuse_stale(token: Token) -> None:
    standing = token.standing
    if standing is Standing.EXPIRED:
        raise Problem(401, "token-expired", "Sign in again.", headers=_INVALID)
    if standing is Standing.UNCONFIRMED:
        raise Problem(
            403,
            "device-unconfirmed",
            "This handset waits for a second person.",
            "What is written on it is kept. Reading opens when a supervisor has confirmed it.",
            headers=_INVALID,
        )
    if standing is Standing.REVOKED:
        lost = _WIPE if token.device.lost_at else {}
        raise Problem(
            403, "device-revoked", "This handset was revoked.", headers={**_INVALID, **lost}
        )


class DeviceTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "field_api.identity.api.DeviceToken"
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "From POST /api/v1/sign-in."}
