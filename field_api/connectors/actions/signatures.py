"""Who signed a message to us (Standard Webhooks 1.0: HMAC-SHA256 over id, time and body)."""

import binascii
import logging
import os
from base64 import b64decode
from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from field_api.connectors.credentials import SecretMissing, read
from field_api.connectors.models import System

log = logging.getLogger(__name__)

_PREFIX = "whsec_"
_LEAST_BYTES = 24  # the specification's least; a word somebody thought of is shorter


def signed_by(*, code: str, body: bytes, headers: Mapping[str, str]) -> System | None:
    """The system of this code if it signed exactly these bytes within the last five minutes; None
    otherwise, whatever the fault, and also for a code that nobody has.

    `callback_ref` names its secrets, `whsec_…` in base64, with a blank between them while they
    are rotated: each of them signs.
    """
    system = System.objects.filter(code=code).first()
    secrets = _secrets(system) if system else []
    # As much work for a system that does not exist: the time it takes must not tell.
    fits = [_fits(secret, body, headers) for secret in secrets or [os.urandom(_LEAST_BYTES)]]
    return system if secrets and any(fits) else None


def _secrets(system: System) -> list[bytes]:
    if not system.callback_ref:
        return []
    try:
        found = [_key(word) for word in read(system.callback_ref).split()]
    except (SecretMissing, binascii.Error):
        log.error("no callback can be verified", extra={"system": system.code})
        return []
    long_enough = [secret for secret in found if len(secret) >= _LEAST_BYTES]
    if len(long_enough) < len(found):
        log.error("a callback secret is too short to be used", extra={"system": system.code})
    return long_enough


def _key(word: str) -> bytes:
    return b64decode(word.removeprefix(_PREFIX), validate=True)


def _fits(secret: bytes, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: not base64, not UTF-8, no comma
        return False
    return True
