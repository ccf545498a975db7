"""Doors for other systems, which sign what they send: Standard Webhooks (`webhook-id`,
`webhook-timestamp`, `webhook-signature`) over the exact bytes. No token, no session.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from field_api.lib.problems import Problem

_CHALLENGE = "StandardWebhooks"


class Signed(BaseAuthentication):
    """What `signer` makes of the system named in the path is the request's `auth`; 401 in all other
    cases, the same for all, and 413 for a body above `max_bytes`, read or only announced. `scheme`
    names the door's way in where the API is described: each has its own systems.
    """

    max_bytes: ClassVar[int]
    scheme: ClassVar[str]

    def signer(self, request: Request, code: str, body: bytes) -> object | None:
        """Who signed exactly these bytes and may come in here, or None."""
        raise NotImplementedError

    def authenticate(self, request: Request) -> tuple[AnonymousUser, object]:
        code = str(request.parser_context["kwargs"]["system"])
        found = self.signer(request, code, self._body(request))
        if found is None:
            challenge = {"WWW-Authenticate": _CHALLENGE}
            raise Problem(401, "unauthenticated", "Not signed", headers=challenge)
        return AnonymousUser(), found

    def authenticate_header(self, request: Request) -> str:
        return _CHALLENGE

    def _body(self, request: Request) -> bytes:
        declared = str(request.META.get("CONTENT_LENGTH", ""))
        if declared.isdecimal() and int(declared) > self.max_bytes:
            raise self._too_large()
        try:
            body = bytes(request.body)
        except RequestDataTooBig:
            raise self._too_large() from None
        if len(body) > self.max_bytes:
            raise self._too_large()
        return body

    def _too_large(self) -> Problem:
        members = {"max_bytes": self.max_bytes}
        return Problem(413, "too-large", "The body is too long", members=members)


class SignedScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "field_api.lib.signed.Signed"
    match_subclasses = True

    @property
    def name(self) -> str:  # type: ignore[override]
        return str(self.target.scheme)

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "webhook-signature",
            "description": "Standard Webhooks, v1 signatures, with webhook-id, webhook-timestamp.",
        }
