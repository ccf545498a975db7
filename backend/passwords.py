"""What a password has to be (NIST SP 800-63B §3.1.1.2): long, and no well-known one. No rules of
composition, and no end by the calendar."""

from typing import Any

from backend import env

LEAST = 12

_DJANGO = "django.contrib.auth.password_validation."
_OURS = "field_api.identity.validators."

FACTOR_KEY = (
    "Enciphers the seeds of officers' authenticators: a long random text. All processes on all "
    "hosts need the same one. Whoever loses it loses every authenticator."
)

WORDS = env.names(
    "PASSWORD_WORDS",
    "",
    "Words that make no password here, with Fieldbook's own and the officer's force: the force's "
    "short name, towns, systems.",
)

VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_DJANGO}CommonPasswordValidator"},
    {"NAME": f"{_DJANGO}MinimumLengthValidator", "OPTIONS": {"min_length": LEAST}},
    {
        "NAME": f"{_DJANGO}UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "collar_number", "given_name", "surname")},
    },
    {"NAME": f"{_OURS}WellKnownParts", "OPTIONS": {"words": WORDS}},
]
