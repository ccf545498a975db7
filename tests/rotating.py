"""Keys of the server replaced while a test runs."""

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from field_api.lib import es256
from field_api.notebook.actions import keys


def private(key: es256.PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public(key: es256.PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def forget() -> None:
    """What a new process begins with: nothing of the settings of before."""
    for held in (keys.receipt_key, keys.seal_keys, keys.receipt_keys):
        held.cache_clear()
