"""Roles, the standing of a token, the shape of a device key. Pure: no Django, no I/O."""

from field_api.identity.rules.codes import (
    ENROLMENT_LIFE,
    RECOVERY_CODES,
    WRONG_ALLOWED,
    code_digest,
    new_code,
    read_code,
    read_tag,
    recovery_digest,
)
from field_api.identity.rules.factors import Ceremony, Factor
from field_api.identity.rules.keys import device_key
from field_api.identity.rules.logins import (
    ATTEMPTS_ALLOWED,
    ATTEMPTS_WINDOW,
    LOGIN,
    OTP,
    attempt_key,
    login_of,
)
from field_api.identity.rules.roles import (
    COVERING,
    ERASING,
    STEERING,
    Role,
    may_configure,
    may_erase,
    may_oversee,
    may_review,
    may_steer,
)
from field_api.identity.rules.tokens import (
    SHOW_ONCE,
    STANDINGS,
    TOKEN_LIFE,
    Scope,
    Standing,
    digest,
    standing,
)

__all__ = [
    "ATTEMPTS_ALLOWED",
    "ATTEMPTS_WINDOW",
    "COVERING",
    "ENROLMENT_LIFE",
    "ERASING",
    "LOGIN",
    "OTP",
    "RECOVERY_CODES",
    "SHOW_ONCE",
    "STANDINGS",
    "STEERING",
    "TOKEN_LIFE",
    "WRONG_ALLOWED",
    "Ceremony",
    "Factor",
    "Role",
    "Scope",
    "Standing",
    "attempt_key",
    "code_digest",
    "device_key",
    "digest",
    "login_of",
    "may_configure",
    "may_erase",
    "may_oversee",
    "may_review",
    "may_steer",
    "new_code",
    "read_code",
    "read_tag",
    "recovery_digest",
    "standing",
]
