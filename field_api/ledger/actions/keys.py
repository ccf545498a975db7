"""The keys that checkpoints are signed with, and were."""

import re
from functools import cache

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from field_api.lib import es256

_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)


@cache
def signing() -> tuple[es256.PrivateKey, ...]:
    """The key, and before it was given to every handset, the one that it takes the place of."""
    old = [pem for kind, pem in _old() if "PRIVATE" in kind]
    return tuple(es256.load(pem) for pem in [settings.CHECKPOINT_KEY, *old])


@cache
def known() -> tuple[es256.Jwk, ...]:
    """Every key that a checkpoint of ours may bear, the newest first."""
    newest = es256.jwk(es256.load(settings.CHECKPOINT_KEY).public_key())
    return (newest, *(_jwk(kind, pem) for kind, pem in _old()))


def _old() -> list[tuple[str, str]]:
    given = _PEM.finditer(settings.CHECKPOINT_OLD_KEYS)
    return [(found.group(1), found.group()) for found in given]


def _jwk(kind: str, pem: str) -> es256.Jwk:
    if "PRIVATE" in kind:
        return es256.jwk(es256.load(pem).public_key())
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, es256.PublicKey):
        raise ValueError("not a P-256 key")
    return es256.jwk(key)
