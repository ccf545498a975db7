"""Enciphering what stands in the database and must be read again, with keys that can be replaced.

AES-256-GCM (NIST SP 800-38D). Text form, ASCII: `~` and base64url of: mark of the key (3 bytes) ‖
iv (12 bytes) ‖ ciphertext and tag.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SIGN, _MARK, _IV = "~", 3, 12


def encipher(plain: bytes, about: str, key: bytes) -> str:
    """`key` has 32 bytes. `about` says whose it is: copied to another's row it opens nothing."""
    iv = os.urandom(_IV)
    hidden = AESGCM(key).encrypt(iv, plain, about.encode())
    return _SIGN + urlsafe_b64encode(_mark(key) + iv + hidden).rstrip(b"=").decode()


def decipher(text: str, about: str, keys: Sequence[bytes]) -> bytes:
    """What one of `keys` enciphered. Raises ValueError: of none of them, about something else, or
    changed."""
    raw = urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)) if is_enciphered(text) else b""
    mark, iv, hidden = raw[:_MARK], raw[_MARK : _MARK + _IV], raw[_MARK + _IV :]
    for key in keys:
        if mark == _mark(key):
            try:
                return AESGCM(key).decrypt(iv, hidden, about.encode())
            except InvalidTag:
                break
    raise ValueError("enciphered with no key of ours, about something else, or changed")


def is_enciphered(text: str) -> bool:
    return text.startswith(_SIGN)


def beginning(key: bytes) -> str:
    """How every text begins that this key enciphered."""
    return _SIGN + urlsafe_b64encode(_mark(key)).decode()


def _mark(key: bytes) -> bytes:
    """Tells keys apart and nothing of what they are."""
    return sha256(b"fieldbook mark of a key" + key).digest()[:_MARK]
