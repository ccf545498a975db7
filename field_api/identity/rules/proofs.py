"""Proofs of possession (DPoP, RFC 9449): who shows a token also holds the key of its handset.

The key is the device key, which also signs entries. Neither signature can stand for the other: what
is signed for an entry begins with `fieldbook/`, and a proof with `ey`, its JSON in base64url.
"""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from field_api.identity.rules.keys import device_key
from field_api.lib import es256

ALGORITHM = "ES256"
TYPE = "dpop+jwt"

# How long a nonce is the newest. It is taken for as long again, so a proof lives ten minutes at
# most, and what was shown may be forgotten once it has been kept for longer.
WINDOW = 300
REMEMBERED = 3 * WINDOW

_LONGEST = 2048
_JTI = re.compile(r"[\x21-\x7e]{16,64}", re.ASCII)
_PORTS = {"https": ":443", "http": ":80"}

USE_NONCE, INVALID = "use_dpop_nonce", "invalid_dpop_proof"  # RFC 9449 §8, §5


class NotProved(ValueError):
    """A proof that proves nothing. `why` says it to who builds a client; `error` is RFC 9449's."""

    def __init__(self, why: str, error: str = INVALID) -> None:
        super().__init__(why)
        self.why, self.error = why, error


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody who holds the key `key_id` said, and signed, of one request."""

    key_id: str
    jti: str
    method: str
    url: str
    nonce: str
    token_hash: str

    @property
    def digest(self) -> bytes:
        """Names this proof among those that were shown before. The signature is no part of it: to
        one message anybody can write a second signature that holds as well."""
        return sha256(f"{self.key_id}\n{self.jti}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Asked:
    """The request a proof came with. `host` as it was asked for, with its port; `path` decoded.

    `token` is the digest of the token shown, None where a token is only being asked for.
    """

    method: str
    host: str
    path: str
    token: bytes | None = None


def read(text: str) -> Proof:
    """The proof, its signature checked by the key it carries. Raises NotProved.

    `iat` must be there and decides nothing: the nonce says how old a proof is, so that a phone
    whose clock is wrong is not locked out.
    """
    if not 0 < len(text) <= _LONGEST or text.count(".") != 2:
        raise NotProved("a proof is one compact JWS")
    head, claims, signature = text.split(".")
    key_id, key = _key(head)
    if not es256.signed_by(dict(key), f"{head}.{claims}".encode(), _canonical(signature)):
        raise NotProved("the signature does not hold")
    return _said(key_id, _members(claims))


def judge(proof: Proof, asked: Asked, nonces: tuple[str, str]) -> None:
    """Raises NotProved unless the proof is of this very request and of these minutes."""
    if proof.method != asked.method:
        raise NotProved("htm names another method")
    if _place(proof.url) != (_bare(asked.host), asked.path):
        raise NotProved("htu names another address")
    if proof.token_hash != ("" if asked.token is None else es256.b64(asked.token)):
        raise NotProved("ath is of another token")
    if proof.nonce not in nonces:
        raise NotProved("use the nonce of this answer", USE_NONCE)


@lru_cache(maxsize=64)
def _nonce(key: bytes, window: int) -> str:
    told = hmac.digest(key, f"fieldbook nonce {window}".encode(), "sha256")
    return es256.b64(told[:18])


def nonces(key: bytes, at: datetime) -> tuple[str, str]:
    """Those taken now: the newest, and the one before it. Nothing of them is kept anywhere."""
    window = int(at.timestamp()) // WINDOW
    return _nonce(key, window), _nonce(key, window - 1)


@lru_cache(maxsize=4096)
def _key(head: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Of the header, which is the same in each proof of a handset: its key and the key's name."""
    members = _members(head)
    if set(members) != {"typ", "alg", "jwk"}:
        raise NotProved("the header has typ, alg and jwk, and nothing else")
    if members["typ"] != TYPE or members["alg"] != ALGORITHM:
        raise NotProved(f"typ is {TYPE} and alg {ALGORITHM}")
    if not isinstance(members["jwk"], dict):
        raise NotProved("jwk is a key")
    try:
        key = device_key(members["jwk"])
    except ValueError as error:
        raise NotProved(str(error)) from error
    return es256.thumbprint(key), tuple(key.items())


def _said(key_id: str, claims: dict[str, object]) -> Proof:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise NotProved("jti has 16 to 64 printable characters")
    if type(claims.get("iat")) not in (int, float):
        raise NotProved("iat is a number")
    method, url, nonce, ath = (claims.get(name, "") for name in ("htm", "htu", "nonce", "ath"))
    if not (
        isinstance(method, str)
        and isinstance(url, str)
        and isinstance(nonce, str)
        and isinstance(ath, str)
    ):
        raise NotProved("htm, htu, nonce and ath are text")
    return Proof(key_id, jti, method, url, nonce, ath)


def _place(url: str) -> tuple[str, str]:
    """Host and path of an htu; its query and fragment count for nothing (RFC 9449 §4.3).

    Nor does its scheme: behind a proxy that ends TLS the server does not know it for certain, and
    whoever could have a proof made for http would have the host made something else as well.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise NotProved("htu is no address") from error
    if parts.scheme not in _PORTS:
        raise NotProved("htu is no address of the web")
    return parts.netloc.lower().removesuffix(_PORTS[parts.scheme]), unquote(parts.path) or "/"


def _bare(host: str) -> str:
    host = host.lower()
    return next((host.removesuffix(port) for port in _PORTS.values() if host.endswith(port)), host)


def _members(part: str) -> dict[str, object]:
    try:
        members = json.loads(_canonical(part))
    except (ValueError, RecursionError) as error:
        raise NotProved("a part of it is no JSON") from error
    if not isinstance(members, dict):
        raise NotProved("a part of it is no object")
    return members


def _canonical(part: str) -> bytes:
    """Base64url that could not be spelled in any other way: spare bits make no second proof."""
    try:
        raw = es256.unb64(part)
    except ValueError as error:
        raise NotProved("a part of it is no base64url") from error
    if es256.b64(raw) != part:
        raise NotProved("a part of it is spelled in a way of its own")
    return raw
