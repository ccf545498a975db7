"""Who signed a message to us (Standard Webhooks 1.0: HMAC-SHA256 over id, time and body)."""

import logging
import os
from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from field_api.connectors.credentials import SecretMissing
from field_api.connectors.models import System
from field_api.connectors.wire import signing

log = logging.getLogger(__name__)


def signed_by(*, code: str, body: bytes, headers: Mapping[str, str]) -> System | None:
    """The system of this code if it signed exactly these bytes within the last five minutes; None
    otherwise, whatever the fault, and also for a code that nobody has.

    `callback_ref` names its secrets, `whsec_…` in base64, with a blank between them while they
    are rotated: each of them signs.
    """
    system = System.objects.filter(code=code).first()
    secrets = _secrets(system) if system else []
    # As much work for a system that does not exist: the time it takes must not tell.
    fits = [_fits(secret, body, headers) for secret in secrets or [os.urandom(signing.LEAST_BYTES)]]
    return system if secrets and any(fits) else None


def _secrets(system: System) -> list[bytes]:
    if not system.callback_ref:
        return []
    try:
        return signing.keys(system.callback_ref)
    except SecretMissing:
        log.error("no callback can be verified", extra={"system": system.code})
        return []


def _fits(secret: bytes, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: not base64, not UTF-8, no comma
        return False
    return True
