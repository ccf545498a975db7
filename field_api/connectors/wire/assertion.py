"""Saying who we are to a token server by a signed assertion (RFC 7523 §2.2), so that the secret
itself never travels.
"""

import time
from typing import Any
from uuid import uuid4

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from field_api.connectors.rules import ConfigRefused, Outcome
from field_api.connectors.wire.failures import Unsent
from field_api.connectors.wire.oauth import Proof

SETTINGS = frozenset({"assertion_audience", "assertion_alg", "key_id"})
LASTS_SECONDS = 120
_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_KEYS = {"RSA": ("PS256", "RS256"), "EC": ("ES256", "ES384"), "oct": ("HS256",)}


def proof(config: dict[str, Any], secret: str) -> Proof:
    """`secret` is a private key in PEM, or a text that both sides know. `config`: `client_id`;
    `assertion_audience`, the `token_url` unless said; `assertion_alg`, by the key unless said;
    `key_id`, by which the server finds our public key. Raises ConfigRefused; what it gives raises
    Unsent when the key cannot be used.
    """
    client, key_id = config.get("client_id"), config.get("key_id", "")
    audience = config.get("assertion_audience") or config.get("token_url")
    alg = config.get("assertion_alg", "")
    known = {"", *(each for some in _KEYS.values() for each in some)}
    if alg not in known:
        raise ConfigRefused(f"assertion_alg is one of {', '.join(sorted(known - {''}))}")
    if not all(isinstance(each, str) for each in (client, key_id, audience)):
        raise ConfigRefused("client_id, key_id and assertion_audience are text")

    def made() -> dict[str, str]:
        now = int(time.time())
        claims = {"iss": client, "sub": client, "aud": audience, "jti": str(uuid4())}
        claims |= {"iat": now, "exp": now + LASTS_SECONDS}
        try:
            key = _key(secret)
            chosen = alg or _KEYS[key.key_type][0]
            head = {"alg": chosen, "typ": "JWT"} | ({"kid": key_id} if key_id else {})
            signed = jwt.encode(head, claims, key, algorithms=[chosen])
        except (JoseError, ValueError, KeyError) as error:
            raise Unsent(Outcome.CREDENTIALS, "our key signs no assertion") from error
        return {"client_assertion_type": _TYPE, "client_assertion": signed}

    return made


def _key(secret: str) -> jwk.RSAKey | jwk.ECKey | jwk.OctKey:
    if not secret.startswith("-----BEGIN"):
        return jwk.OctKey.import_key(secret)
    try:
        return jwk.RSAKey.import_key(secret)
    except JoseError:
        return jwk.ECKey.import_key(secret)
