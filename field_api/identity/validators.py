"""Passwords that everybody would try, by what is known of whose they are to be."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from field_api.identity.rules import passwords


@cache
def _common() -> frozenset[str]:
    """The list that Django ships, lower case."""
    return frozenset(CommonPasswordValidator().passwords)


class WellKnownParts:
    """A validator of Django's kind: refuses what is made of well-known parts and words of the work.

    `words` are a site's own, besides those of `rules.passwords`, the officer's force and login.
    """

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = (*passwords.CONTEXT, *words)

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if passwords.is_well_known(password, _common(), (*self.words, *_of(user))):
            raise ValidationError(
                "This password is made of well-known words or figures. Take three words or more "
                "that have nothing to do with each other.",
                code="password_well_known",
            )

    def get_help_text(self) -> str:
        return "Three words or more that have nothing to do with each other."


def _of(user: Any) -> list[str]:
    force = getattr(user, "force", None)
    named = force.name.split() if force else []
    return [*named, str(getattr(user, "login", "")), str(getattr(user, "collar_number", ""))]
