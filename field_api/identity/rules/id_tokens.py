"""Whether an ID token was made by the provider, for this site, for this sign-in, and just now."""

import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from field_api.identity.rules.providers import Provider, Untrusted

# No HMAC, so that the provider's public key is never a shared secret; and no `none`.
ALGORITHMS = ("RS256", "ES256")
LEEWAY = timedelta(seconds=60)
YOUNG = timedelta(minutes=10)
"""An ID token is used at once; an older one was made for something else."""
FRESH = timedelta(minutes=5)
"""A second factor shown longer ago may be that of whoever used the browser before."""

LONGEST = 16 * 1024


class UnknownKey(Untrusted):
    """Signed with a key that is not in the set: the provider may have changed it."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who the provider says it is. `strong`: and that they showed a second factor there, now."""

    issuer: str
    tenant: str
    subject: str
    strong: bool


def usable(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys of a JWK set that an allowed algorithm could use (RFC 7517 §5: skip others)."""
    keys = found.get("keys")
    listed = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
    return [key for key in listed if key.get("kty") in ("RSA", "EC") and key.get("use") != "enc"]


def claims(token: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the token says, once its signature holds. Raises Untrusted, and UnknownKey."""
    if len(token) > LONGEST:
        raise Untrusted("too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise Untrusted("algorithm")
        key = jwk.import_key(dict(_named(keys, header.get("kid"))))
        return dict(jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError) as error:
        raise Untrusted(f"signature: {type(error).__name__}") from None


def _named(keys: Sequence[Mapping[str, Any]], kid: object) -> Mapping[str, Any]:
    if kid is None and len(keys) == 1:
        return keys[0]
    for key in keys:
        if kid is not None and key.get("kid") == kid:
            return key
    raise UnknownKey("unknown key")


def judged(said: Mapping[str, Any], *, provider: Provider, nonce: str, now: datetime) -> Stranger:
    """OpenID Connect Core 1.0 §3.1.3.7, and for Entra the tenant. Raises Untrusted."""
    if said.get("iss") != provider.issuer:
        raise Untrusted("iss")
    _check_audience(said, provider.client_id)
    _check_times(said, now)
    if not hmac.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise Untrusted("nonce")
    if provider.tenant and said.get("tid") != provider.tenant:
        raise Untrusted("tid")
    # Entra's `sub` differs for each client, and `oid` is the person's in a tenant; elsewhere `oid`
    # may be a claim that people fill in themselves.
    subject = said.get("oid" if provider.tenant else "sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
        raise Untrusted("subject")
    strong = provider.counts and _is_strong(said, now)
    return Stranger(provider.issuer, provider.tenant, subject, strong)


def _check_audience(said: Mapping[str, Any], client_id: str) -> None:
    named = said.get("aud")
    audience = named if isinstance(named, list) else [named]
    if client_id not in audience:
        raise Untrusted("aud")
    party = said.get("azp")
    if party != client_id and (party is not None or len(audience) > 1):
        raise Untrusted("azp")


def _check_times(said: Mapping[str, Any], now: datetime) -> None:
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if _moment(said, "exp") <= at - leeway:
        raise Untrusted("exp")
    made = _moment(said, "iat")
    if made > at + leeway or made <= at - leeway - YOUNG.total_seconds():
        raise Untrusted("iat")
    if "nbf" in said and _moment(said, "nbf") > at + leeway:
        raise Untrusted("nbf")


def _moment(said: Mapping[str, Any], name: str) -> float:
    stated = said.get(name)
    if isinstance(stated, bool) or not isinstance(stated, int | float):
        raise Untrusted(name)
    # Python reads NaN from JSON, which is neither before nor after anything.
    if not math.isfinite(stated):
        raise Untrusted(name)
    return float(stated)


def _is_strong(said: Mapping[str, Any], now: datetime) -> bool:
    ways, shown = said.get("amr"), said.get("auth_time")
    if not isinstance(ways, list) or "mfa" not in ways:
        return False
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return False
    age = now.timestamp() - shown
    return -LEEWAY.total_seconds() <= age <= (FRESH + LEEWAY).total_seconds()
