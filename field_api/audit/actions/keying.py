"""The key of this installation, and what it makes of an officer's details."""

import hashlib
from datetime import date

from django.conf import settings

from field_api.audit.rules import likeness, sampling


def key() -> bytes:
    """32 bytes, whatever the text of the setting is."""
    return hashlib.sha256(settings.AUDIT_KEY.encode()).digest()


def hashed(what: str, value: str) -> bytes:
    return likeness.hashed(key(), what, value)


def of_day(day: date) -> bytes:
    return sampling.day_key(key(), day)
