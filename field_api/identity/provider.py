"""Asking the OpenID provider: where its endpoints and keys are, and what a code stands for.

Nothing is asked but over TLS (or on this machine), no redirect is followed, no proxy of the
environment is used, and no answer longer than `LONGEST` bytes is read. Each process keeps what it
learned for an hour; a key that is not known yet is asked for at once, at most every half minute.
"""

import time
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import httpx2
import orjson

from field_api.identity.rules import id_tokens
from field_api.identity.rules.id_tokens import UnknownKey
from field_api.identity.rules.providers import Endpoints, Provider, Untrusted, endpoints

LONGEST = 256 * 1024
_KEPT_SECONDS = 3600.0
_AGAIN_SECONDS = 30.0
_TIMEOUT = httpx2.Timeout(5.0)


class Unreachable(Exception):
    """The provider did not answer, or not in a way that could be read."""


@dataclass(slots=True)
class _Kept:
    places: Endpoints
    keys: list[dict[str, Any]] = field(default_factory=list)
    places_at: float = 0.0
    keys_at: float = 0.0


# Threads that race here ask twice; the answer is the same.
_kept: dict[str, _Kept] = {}


def places(provider: Provider) -> Endpoints:
    """Raises Unreachable, and Untrusted for a discovery document of another issuer."""
    return _of(provider).places


def redeem(provider: Provider, *, code: str, verifier: str, back: str) -> dict[str, Any]:
    """The claims of the ID token that a code stands for, its signature checked and nothing else.

    `back` is the address the code came back to. Raises Unreachable and Untrusted.
    """
    found = _of(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {}
    if found.places.basic:
        # RFC 6749 §2.3.1: both are form-encoded before they are joined.
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    answer = _asked("POST", found.places.token, data=form, headers=headers)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise Untrusted("no ID token")
    try:
        return id_tokens.claims(token, _keys(found))
    except UnknownKey:
        return id_tokens.claims(token, _keys(found, _AGAIN_SECONDS))


def _of(provider: Provider) -> _Kept:
    found = _kept.get(provider.issuer)
    if found is None or time.monotonic() - found.places_at > _KEPT_SECONDS:
        document = _asked("GET", provider.discovery)
        found = _Kept(
            endpoints(document, provider.issuer, provider.hosts), places_at=time.monotonic()
        )
        _kept[provider.issuer] = found
    return found


def _keys(found: _Kept, longest: float = _KEPT_SECONDS) -> list[dict[str, Any]]:
    if not found.keys or time.monotonic() - found.keys_at > longest:
        found.keys = id_tokens.usable(_asked("GET", found.places.keys))
        found.keys_at = time.monotonic()
    return found.keys


def _asked(method: str, place: str, **sent: Any) -> dict[str, Any]:
    try:
        with (
            httpx2.Client(timeout=_TIMEOUT, trust_env=False) as client,
            client.stream(method, place, **sent) as answer,
        ):
            if answer.status_code in (400, 401) and method == "POST":
                raise Untrusted("code refused")
            if answer.status_code != 200:
                raise Unreachable(f"status {answer.status_code}")
            document = orjson.loads(_read(answer))
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if not isinstance(document, dict):
        raise Unreachable("not an object")
    return document


def _read(answer: httpx2.Response) -> bytes:
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > LONGEST:
            raise Unreachable("too long")
    return bytes(read)
