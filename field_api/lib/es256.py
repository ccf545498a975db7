"""ES256 with P-256 keys, spelled as WebCrypto and JOSE spell them (RFC 7515, 7517, 7518 §3.4)."""

import base64
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey
Jwk = dict[str, str]

_ES256 = ec.ECDSA(hashes.SHA256())
_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)


def new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def load(pem: str) -> PrivateKey:
    """A private key from PEM. Raises ValueError when it is not on P-256."""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ValueError("not a P-256 private key")
    return key


def each(pem: str) -> Iterator[PrivateKey]:
    """Each private key in a text, in order. Raises ValueError as `load`."""
    found = (match for match in _PEM.finditer(pem) if "PRIVATE" in match.group(1))
    return (load(match.group()) for match in found)


def load_public(pem: str) -> Iterator[Jwk]:
    """The public half of each key in a text, private or public. Raises ValueError as `load`."""
    for found in _PEM.finditer(pem):
        if "PRIVATE" in found.group(1):
            yield jwk(load(found.group()).public_key())
            continue
        key = load_pem_public_key(found.group().encode())
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("not a P-256 key")
        yield jwk(key)


def jwk(key: PublicKey) -> Jwk:
    numbers = key.public_numbers()
    x, y = (b64(part.to_bytes(32)) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


@lru_cache(maxsize=4096)
def _public(x: str, y: str) -> PublicKey:
    point = [int.from_bytes(unb64(part)) for part in (x, y)]
    return ec.EllipticCurvePublicNumbers(point[0], point[1], ec.SECP256R1()).public_key()


def public(key: Jwk) -> PublicKey:
    """Raises ValueError when the point is not on the curve, KeyError when it is no such key."""
    if key.get("kty") != "EC" or key.get("crv") != "P-256":
        raise ValueError("not a P-256 key")
    return _public(key["x"], key["y"])


def thumbprint(key: Jwk) -> str:
    """RFC 7638: names a key by its content."""
    members = {name: key[name] for name in ("crv", "kty", "x", "y")}
    return b64(sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def sign(key: PrivateKey, message: bytes) -> bytes:
    """The raw 64 bytes r ‖ s, not DER."""
    r, s = decode_dss_signature(key.sign(message, _ES256))
    return r.to_bytes(32) + s.to_bytes(32)


def signed_by(key: Jwk, message: bytes, signature: bytes) -> bool:
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        public(key).verify(encode_dss_signature(r, s), message, _ES256)
    except (InvalidSignature, ValueError, KeyError):
        return False
    return True


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Base64url without padding. Raises ValueError; no stray character is passed over."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
