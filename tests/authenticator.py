"""A passkey in software: what a browser and its authenticator would answer, signatures and all."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import cbor2
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from field_api.lib import es256

RP, ORIGIN = "testserver", "http://testserver"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One P-256 credential (COSE ES256). `flags` and `origin` are what it claims."""

    key: es256.PrivateKey = field(default_factory=es256.new_key)
    id: bytes = field(default_factory=lambda: uuid4().bytes)
    count: int = 0
    flags: int = _PRESENT | _VERIFIED
    rp: str = RP
    origin: str = ORIGIN

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.create` gives: attestation "none"."""
        data = self._data(self.flags | _ATTESTED) + bytes(16)
        data += len(self.id).to_bytes(2, "big") + self.id + self.cose()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options)
        return self._credential(clientDataJSON=said, attestationObject=attestation)

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        """What `navigator.credentials.get` gives."""
        self.count += 1
        data, said = self._data(self.flags), self._said("webauthn.get", options)
        numbers = es256.sign(self.key, data + hashlib.sha256(said).digest())
        return self._credential(
            clientDataJSON=said, authenticatorData=data, signature=_der(numbers)
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _said(self, what: str, options: dict[str, Any]) -> bytes:
        said = {"type": what, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def cose(self) -> bytes:
        """Its public key (RFC 9053 §2.1)."""
        jwk = es256.jwk(self.key.public_key())
        point = {-2: es256.unb64(jwk["x"]), -3: es256.unb64(jwk["y"])}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **point})

    def _credential(self, **response: bytes) -> dict[str, Any]:
        name = es256.b64(self.id)
        encoded = {key: es256.b64(value) for key, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": encoded}


def _der(signature: bytes) -> bytes:
    """r and s as WebAuthn has them (§6.5.6); JOSE has them side by side."""
    half = len(signature) // 2
    return encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )
