"""Who asks."""

from typing import cast

from rest_framework.request import Request

from field_api.identity.models import Token


def token_of(request: Request) -> Token:
    return cast(Token, request.auth)  # the permission of every door but sign-in asks for one
