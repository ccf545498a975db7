"""Keys of SSH: by which the system proves itself, and by which we do."""

import base64
import hashlib
import hmac
import io
from dataclasses import dataclass
from typing import Any

from paramiko import ECDSAKey, Ed25519Key, PKey, RSAKey, SSHException

from field_api.connectors.rules import ConfigRefused


class CredentialsRefused(Exception):
    """It could not prove that it is the system, or did not accept that we are who we are."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One key the system may prove itself by, as a public key or its SHA-256 fingerprint."""

    kind: str
    digest: bytes

    def fits(self, key: PKey) -> bool:
        return hmac.compare_digest(hashlib.sha256(key.asbytes()).digest(), self.digest)

    @property
    def algorithms(self) -> tuple[str, ...]:
        return ("rsa-sha2-512", "rsa-sha2-256") if self.kind == "ssh-rsa" else (self.kind,)


def pins(host_key: Any) -> tuple[Pin, ...]:
    """From "ssh-ed25519 AAAA…" or "SHA256:…", or a list of these while a key is being replaced.

    Prefer the public key: with it we ask for just that sort of key, where a system that has several
    would else show the one it likes best. Raises ConfigRefused.
    """
    texts = host_key if isinstance(host_key, list) else [host_key]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ConfigRefused("host_key is the system's public key, or its SHA256 fingerprint")
    return tuple(_pin(text) for text in texts)


def _pin(text: str) -> Pin:
    kind, _, rest = text.strip().partition(" ")
    try:
        if kind.startswith("SHA256:"):
            encoded = kind.removeprefix("SHA256:")
            digest, kind = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True), ""
        else:
            blob = base64.b64decode(rest.split()[0], validate=True)
            digest = hashlib.sha256(PKey.from_type_string(kind, blob).asbytes()).digest()
    except (ValueError, IndexError, SSHException, KeyError):
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        raise ConfigRefused("host_key is neither a public key nor a SHA256 fingerprint")
    return Pin(kind, digest)


def private_key(secret: str) -> PKey | None:
    """The key if the secret is one, None if it is a password. Raises CredentialsRefused for a key
    that cannot be read: to send it as a password would give it away.
    """
    if not secret.lstrip().startswith("-----BEGIN "):
        return None
    for kind in (Ed25519Key, ECDSAKey, RSAKey):
        try:
            return kind.from_private_key(io.StringIO(secret))
        except (SSHException, ValueError, TypeError):
            continue
    raise CredentialsRefused("the private key cannot be read, or needs a passphrase")
