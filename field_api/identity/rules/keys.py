"""The shape of a device key."""

import re
from collections.abc import Mapping

from field_api.lib import es256

_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_PUBLIC_MEMBERS = frozenset({"kty", "crv", "x", "y", "ext", "key_ops", "alg", "use", "kid"})


def device_key(jwk: Mapping[str, object]) -> es256.Jwk:
    """The public members of a P-256 key (RFC 7517), and no others.

    Raises ValueError when it is not one, or its point is not on the curve: a signature checked with
    such a point can leak or prove nothing. Private members are refused, never stored.
    """
    if set(jwk) - _PUBLIC_MEMBERS:
        raise ValueError("a device key has public members only")
    stated = {name: str(jwk.get(name)) for name in ("kty", "crv", "x", "y")}
    if not all(_COORDINATE.fullmatch(stated[name]) for name in ("x", "y")):
        raise ValueError("a P-256 coordinate is 32 bytes in base64url")
    return es256.jwk(es256.public(stated))
