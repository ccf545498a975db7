"""How the API knows who is asking."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from field_api.identity import actions as identity
from field_api.identity import rules
from field_api.identity.actions import proofs
from field_api.identity.models import Officer, Token
from field_api.identity.rules import Standing
from field_api.identity.rules.proofs import Asked, Proof
from field_api.lib import wall
from field_api.lib.problems import Problem

_CHALLENGE = proofs.CHALLENGE
# A browser that hears this empties what the page kept (W3C Clear Site Data §3.1).
_WIPE = {"Clear-Site-Data": '"cache", "storage"'}
_WHEN_LOST, _SENDS_FIRST = "Fieldbook-When-Lost", "sends-first"
_INVALID = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}


class DeviceToken(BaseAuthentication):
    """`Authorization: DPoP <token>` with a proof in `DPoP` (RFC 9449), or `Bearer <token>` (RFC
    6750) for a token that was given out without one.

    Sets `request.user` to the officer and `request.auth` to the Token. A door whose view class sets
    `accepts_stale_token = True` also lets expired and revoked tokens in, and must look at
    `request.auth.standing`: an officer's note is never lost to an auth state. One with
    `is_about_nobody = True` lets in who has yet to choose a password of their own. A token that
    only carries is let in by the methods that a view names in `carried`. No door lets in a token
    whose proof is wrong: who has not the key has signed no entry either.
    """

    def authenticate(self, request: Request) -> tuple[Officer, Token] | None:
        scheme, _, plain = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() not in ("dpop", "bearer"):
            return None
        proved = scheme.lower() == "dpop"
        proof = _proof(request, plain.strip()) if proved else None
        # By what came over the wire, as the proof: a read changes no rights on its way.
        reads = request.META["REQUEST_METHOD"] in SAFE_METHODS
        token = _known(plain.strip(), proof, reads)
        view = request.parser_context.get("view")
        goes_astray = token.only_carries and request.method not in getattr(view, "carried", ())
        if goes_astray or not getattr(view, "accepts_stale_token", False):
            _refuse_revoked(token, request)
        if goes_astray:
            raise _only_carries()
        if not getattr(view, "accepts_stale_token", False):
            _refuse_stale(token, getattr(view, "is_about_nobody", False))
        if token.standing is Standing.LIVE:
            wall.admit(token.officer_id)
        return token.officer, token

    def authenticate_header(self, request: Request) -> str:
        return _CHALLENGE


def _proof(request: Request, plain: str) -> Proof:
    asked = Asked(
        # What came over the wire: the doors of tus let a header say another method.
        method=str(request.META["REQUEST_METHOD"]),
        host=request.get_host(),
        path=request.path,
        token=rules.digest(plain),
    )
    proof = identity.proof_of(request.headers.get("DPoP", ""), asked)
    # HeadersMiddleware tells it.
    if proof.nonce != (newest := identity.newest_nonce()):
        request._request.dpop_nonce = newest  # type: ignore[attr-defined]
    return proof


def _known(plain: str, proof: Proof | None, reads: bool) -> Token:
    try:
        return identity.check_token(plain, proof, reads=reads)
    except Problem as problem:
        problem.headers = problem.headers or _INVALID
        raise


def _refuse_stale(token: Token, is_about_nobody: bool) -> None:
    standing = token.standing
    if standing is Standing.EXPIRED and token.officer.has_first_password:
        if is_about_nobody:
            return  # forms: a new phone must be able to write from the first minute
        raise Problem(
            403,
            "first-password",
            "Choose a password of your own first.",
            "In a browser, under Your sign-in at the desk. What is written here is kept and sent.",
            headers=_INVALID,
        )
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


def _refuse_revoked(token: Token, request: Request) -> None:
    """Not a word of content; and a lost handset is emptied, at once or by its own page.

    Our page says that it first sends what is sealed: nobody but us can read that, and it is lost to
    an empty browser. Its last request does not say so.
    """
    if token.standing is not Standing.REVOKED:
        return
    if token.device.lost_at is None:
        raise Problem(403, "device-revoked", "This handset was revoked.", headers=_INVALID)
    sends_first = request.headers.get(_WHEN_LOST) == _SENDS_FIRST
    raise Problem(
        403,
        "device-lost",
        "This handset was reported lost.",
        "Send what is sealed, then empty it.",
        headers=_INVALID if sends_first else {**_INVALID, **_WIPE},
    )


def _only_carries() -> Problem:
    title, why = "This token only hands in.", "It was given to a handset for when it is locked."
    return Problem(403, "only-carries", title, why, headers=_INVALID)


class DeviceTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "field_api.identity.api.DeviceToken"
    name = "deviceToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        said = (
            "From POST /api/v1/sign-in: `Authorization: DPoP <token>`, and in `DPoP` a proof of "
            "possession by the key of the handset (RFC 9449, ES256) with the nonce of the last "
            "`DPoP-Nonce`. A token that was given out without a proof: `Bearer <token>`."
        )
        return {"type": "http", "scheme": "dpop", "description": said}
