"""The server's own keys."""

from functools import lru_cache

from django.conf import settings

from field_api.lib import es256


@lru_cache(maxsize=1)
def receipt_key() -> es256.PrivateKey:
    return es256.load(settings.RECEIPT_KEY)


@lru_cache(maxsize=1)
def seal_key() -> es256.PrivateKey:
    return es256.load(settings.SEAL_KEY)
