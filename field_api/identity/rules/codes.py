"""Codes that people read out or copy by hand: enrolment codes and recovery codes.

Fifty random bits in Crockford's base 32, which has neither I, L, O nor U: `7K3QW-9MXTR`.
"""

import hashlib
import re
import secrets
from datetime import timedelta

ENROLMENT_LIFE = timedelta(minutes=10)

# So many wrong guesses, and every code an officer then has is void.
WRONG_ALLOWED = 6

RECOVERY_CODES = 10

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10
_READ_ALIKE = str.maketrans("OIL", "011", " -\u2010\u2011\u2013")
_CODE = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}", re.ASCII)
_TAG = re.compile(r"[0-9A-Z][0-9A-Z ._/-]{0,39}", re.ASCII)

# 16 MiB and some 50 ms a guess (RFC 7914): a recovery code outlives the day on which a copy of the
# database is stolen, and fifty bits alone would then be a matter of hours.
_COST, _BLOCK = 2**14, 8


def new_code() -> str:
    """As it is shown: two groups of five."""
    made = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{made[:5]}-{made[5:]}"


def read_code(text: str) -> str:
    """The ten characters that were meant, whatever the case, gaps and letters; "" for none."""
    plain = text.upper().translate(_READ_ALIKE)
    return plain if _CODE.fullmatch(plain) else ""


def read_tag(text: str) -> str:
    """An asset tag as it is kept: upper case, single spaces. "" for what is none."""
    plain = " ".join(text.upper().split())
    return plain if _TAG.fullmatch(plain) else ""


def code_digest(code: str) -> bytes:
    """Of a code as `read_code` gives it. A plain hash: the code lives ten minutes."""
    return hashlib.sha256(code.encode()).digest()


def recovery_digest(code: str, salt: bytes) -> bytes:
    """Of a code as `read_code` gives it; one salt for the ten of a set."""
    return hashlib.scrypt(code.encode(), salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32)
