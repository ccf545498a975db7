"""Who asks, and with which client."""

from typing import cast

from rest_framework.request import Request

from field_api.identity.models import Token
from field_api.lib.problems import Problem
from field_api.sync.versions import outdated

APP_HEADER = "Fieldbook-App"


def token_of(request: Request) -> Token:
    return cast(Token, request.auth)  # the permission of every door but sign-in asks for one


def refuse_outdated(request: Request, oldest: str) -> None:
    """Raises Problem 426 for a client that says it is older than `oldest`.

    No Upgrade header, which RFC 9110 s.15.5.22 asks for: it names protocols, and WSGI (PEP 3333)
    forbids it. Never at a door that takes work in: what was written is not lost to its age.
    """
    if outdated(request.headers.get(APP_HEADER, ""), oldest):
        members = {"minimum_app": oldest}
        raise Problem(426, "client-outdated", "Update this application", members=members)
