"""Who may sign in to the demonstration, as the seed tells it to whoever prints or tries it."""

import base64
import time
from dataclasses import dataclass

from django_otp.oath import totp


@dataclass(frozen=True, slots=True)
class SignIn:
    """`secret` is base32, as authenticator apps take it. `does` says what to try as them."""

    login: str
    password: str
    secret: str
    name: str
    does: str

    def code(self) -> str:
        """The six digits of this half minute (RFC 6238)."""
        return f"{totp(base64.b32decode(self.secret)):06d}"

    def lasts(self) -> int:
        """Seconds for which `code` holds."""
        return 30 - int(time.time()) % 30
