"""What is known of an OpenID provider, and what is taken from one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Untrusted(Exception):
    """What a provider said proves nothing. The text, for the ledger, says why in a word or two."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The one provider of an installation, as its operator named it.

    `tenant` is the only `tid` taken; empty, none is looked for. `counts`: whether a second factor
    that was shown there, minutes ago, stands for the code. `hosts`: where its endpoints may stand
    besides the issuer's own host, lower case.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    tenant: str = ""
    counts: bool = False
    hosts: frozenset[str] = frozenset()

    @property
    def discovery(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked what. `basic`: how the client secret is shown to it."""

    authorization: str
    token: str
    keys: str
    basic: bool


def endpoints(found: dict[str, Any], issuer: str, hosts: Collection[str] = ()) -> Endpoints:
    """From a discovery document (OpenID Connect Discovery 1.0 §3), which names places on the
    issuer's own host and on `hosts` only. Raises Untrusted.

    That it is that host which answers, whatever its name stands for today, TLS proves.
    """
    if found.get("issuer") != issuer:
        raise Untrusted("other issuer")
    ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    known = {host_of(issuer), *hosts}
    return Endpoints(
        authorization=_safe(found.get("authorization_endpoint"), known),
        token=_safe(found.get("token_endpoint"), known),
        keys=_safe(found.get("jwks_uri"), known),
        basic="client_secret_basic" in ways,
    )


def _safe(place: object, known: Collection[str]) -> str:
    if not isinstance(place, str) or not is_safe(place):
        raise Untrusted("unsafe endpoint")
    if host_of(place) not in known:
        raise Untrusted("endpoint elsewhere")
    return place


def host_of(place: str) -> str:
    """The host of an address that `is_safe`, lower case."""
    return urlsplit(place).hostname or ""


def is_safe(place: str) -> bool:
    """Whether it may be asked: over TLS, or on this very machine."""
    try:
        parts = urlsplit(place)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or port == 0 or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
