"""Sealing to the server's key, so that what waits on a handset can be read only here.

ECDH on P-256, HKDF-SHA256 (RFC 5869), AES-256-GCM with the entry's head as associated data.
Wire form: ephemeral public key (65 bytes, uncompressed) ‖ iv (12 bytes) ‖ ciphertext and tag.
"""

import os
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from field_api.lib import es256

INFO = b"fieldbook/1 seal"
_POINT, _IV = 65, 12


def seal(server: es256.PublicKey, plain: bytes, head: bytes) -> bytes:
    ephemeral, iv = es256.new_key(), os.urandom(_IV)
    point = ephemeral.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = _derived(ephemeral.exchange(ec.ECDH(), server))
    return point + iv + AESGCM(secret).encrypt(iv, plain, head)


def unseal(sealed: bytes, head: bytes, *keys: es256.PrivateKey) -> bytes:
    """What one of these keys opens, tried in order. Raises ValueError when it was sealed to none of
    them, with another head, or was changed.
    """
    for key in keys[:-1]:
        with suppress(ValueError):
            return _unsealed(sealed, head, key)
    return _unsealed(sealed, head, keys[-1])


def _unsealed(sealed: bytes, head: bytes, key: es256.PrivateKey) -> bytes:
    point, iv, hidden = sealed[:_POINT], sealed[_POINT : _POINT + _IV], sealed[_POINT + _IV :]
    try:
        ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return AESGCM(_derived(key.exchange(ec.ECDH(), ephemeral))).decrypt(iv, hidden, head)
    except InvalidTag:
        raise ValueError("changed, or sealed to another key") from None


def _derived(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"", info=INFO).derive(shared)
