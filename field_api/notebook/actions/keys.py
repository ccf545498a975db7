"""The server's own keys: of each the one in use, and those it took the place of.

A key is replaced by giving the new one and keeping the old one in RECEIPT_KEY_OLD or SEAL_KEY_OLD.
Handsets learn of a new key when their officer signs in; until then they seal to the old one.
"""

from functools import lru_cache

from django.conf import settings

from field_api.lib import es256


@lru_cache(maxsize=1)
def receipt_key() -> es256.PrivateKey:
    return es256.load(settings.RECEIPT_KEY)


def signed_here(message: bytes, signature: bytes) -> bool:
    """Whether a receipt key of this server, of now or of before, signed the message."""
    return any(es256.signed_by(key, message, signature) for key in receipt_keys())


def seal_key() -> es256.PrivateKey:
    """What handsets are to seal to."""
    return seal_keys()[0]


@lru_cache(maxsize=1)
def seal_keys() -> tuple[es256.PrivateKey, ...]:
    """What opens what handsets have sealed, the one in use first."""
    return tuple(es256.each(settings.SEAL_KEY + "\n" + settings.SEAL_KEY_OLD))


@lru_cache(maxsize=1)
def receipt_keys() -> tuple[es256.Jwk, ...]:
    """The public half of every key that receipts and tombstones were signed with, the one in use
    first."""
    return tuple(es256.load_public(settings.RECEIPT_KEY + "\n" + settings.RECEIPT_KEY_OLD))
