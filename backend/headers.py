"""What every answer tells the browser: load nothing foreign, keep nothing, reveal nothing."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

_POLICY = (
    "default-src 'none'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'{wake}; manifest-src 'self'; worker-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types shell"
)
# The handset takes the place of an entry, photographs and sound; nothing else is ever asked for.
_PERMISSIONS = "geolocation=(self), camera=(self), microphone=(self), payment=(), usb=()"


class HeadersMiddleware:
    """Stands outside WhiteNoise so that static files carry the headers too.

    `request.csp_nonce` is made when a template first asks for it; an answer that used none allows
    no inline script at all.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        used: list[str] = []
        request.csp_nonce = SimpleLazyObject(lambda: _mint(used))  # type: ignore[attr-defined]
        response = self.answer(request)
        nonce = f" 'nonce-{used[0]}'" if used else ""
        response.headers.setdefault("Content-Security-Policy", _policy(nonce))
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if fresh := getattr(request, "dpop_nonce", ""):
            response.headers.setdefault("DPoP-Nonce", fresh)
        # WhiteNoise has set its own by now; what is left was made for one officer.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _policy(nonce: str) -> str:
    return _POLICY.format(nonce=nonce, wake=f" {settings.WAKE_URL}" if settings.WAKE_URL else "")


def _mint(used: list[str]) -> str:
    used.append(secrets.token_urlsafe(16))
    return used[0]
