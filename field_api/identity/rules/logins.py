"""What an officer types to sign in, and how often they may be wrong."""

import hashlib
import re
from datetime import timedelta

ATTEMPTS_ALLOWED = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)

LOGIN = re.compile(r"[0-9A-Z]{1,4}-[0-9A-Z]{1,12}", re.ASCII)
OTP = re.compile(r"[0-9]{6}", re.ASCII)


def login_of(force_code: str, collar_number: str) -> str:
    """`34-1001`. Upper case: collar numbers carry letters, and officers type them either way."""
    return f"{force_code}-{collar_number}".upper()


def attempt_key(login: str, ip: str) -> bytes:
    """Hashed, so that a password typed into the login box is not kept."""
    return hashlib.sha256(f"{login}\n{ip}".encode(errors="replace")).digest()
