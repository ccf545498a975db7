"""What an officer does in a browser to be known: signing in at the desk, and out."""

from field_api.identity.pages.desk import sign_in, sign_out
from field_api.identity.pages.oidc import back, code, leave
from field_api.identity.pages.passkey import asked, entered
from field_api.identity.pages.proving import challenge
from field_api.identity.pages.recovery import recovery_codes
from field_api.identity.pages.yours import offered, yours

__all__ = [
    "asked",
    "back",
    "challenge",
    "code",
    "entered",
    "leave",
    "offered",
    "recovery_codes",
    "sign_in",
    "sign_out",
    "yours",
]
