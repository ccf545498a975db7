"""Proving that a message is ours: Standard Webhooks 1.0, HMAC-SHA256 over id, time and body.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import binascii
from base64 import b64decode
from datetime import UTC, datetime

from standardwebhooks import Webhook

from field_api.connectors.credentials import SecretMissing, several

PREFIX = "whsec_"
LEAST_BYTES = 24  # the specification's least; a word somebody thought of is shorter


def keys(ref: str) -> list[bytes]:
    """The keys at this reference, two or more while they are rotated. Raises SecretMissing."""
    found = [_key(word) for word in several(ref)]
    if not all(len(key) >= LEAST_BYTES for key in found):
        raise SecretMissing(f"{ref} is not whsec_ and {LEAST_BYTES} bytes or more in base64")
    return found


def headers(ref: str, *, message: str, body: bytes, now: datetime) -> dict[str, str]:
    """The three headers of a signed message, with a signature by each key at `ref`, so that the
    receiver may hold the old or the new one. `body` is UTF-8. Raises SecretMissing.
    """
    at = now.astimezone(UTC)
    signatures = [Webhook(key).sign(message, at, body.decode()) for key in keys(ref)]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _key(word: str) -> bytes:
    try:
        return b64decode(word.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""
