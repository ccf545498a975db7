"""Tokens by client credentials (RFC 6749 §4.4), kept for as long as they last, in memory only.

The client says who it is by its secret, or by an assertion it signs (wire/assertion.py).
"""

import base64
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import orjson

from field_api.connectors.rules import ConfigRefused, Outcome
from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import place
from field_api.connectors.wire.answers import Reply
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.failures import Unsent
from field_api.connectors.wire.line import Broken, CertificateRefused, Headers, Line

Proof = Callable[[], dict[str, str]]
"""Members of the form by which a client proves who it is, made anew for each token."""

SETTINGS = frozenset({"token_url", "token_networks", "client_id", "scope"})

UNSAID_SECONDS = 300.0
"""How long a token is used that does not say how long it lasts."""
LONGEST_TOKEN = 8192
REFUSED_SECONDS = 10.0
"""For so long one refusal answers every call: sixteen threads with a wrong secret, each trying it,
would lock the account."""


@dataclass(slots=True)
class _Held:
    token: str = field(default="", repr=False)
    until: float = 0.0
    refused: Unsent | None = None


class Tokens:
    """The tokens of one system. `config`: `token_url`, `client_id`, `scope` (may be left out), and
    `token_networks`, the CIDR ranges of that address, which is often another host's; certificates
    as the system's own. `proof` takes the place of the secret. A token is renewed `early` seconds
    before its end, or after three quarters of its time if that is later. Raises ConfigRefused.
    """

    def __init__(
        self,
        config: dict[str, Any],
        secret: str,
        *,
        proof: Proof | None = None,
        early: float = 60.0,
    ) -> None:
        where = place(config.get("token_url"), config.get("token_networks"), setting="token_url")
        self._line = Line(where, tls.context(config) if where.scheme == "https" else None)
        client, scope = config.get("client_id"), config.get("scope", "")
        if not client or not isinstance(client, str) or not isinstance(scope, str):
            raise ConfigRefused("client_id is needed, and it and scope are text")
        self._headers: Headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if proof is None:
            # RFC 6749 §2.3.1: both are form-encoded before they are joined.
            pair = f"{quote_plus(client)}:{quote_plus(secret)}"
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        self._proof, self._early = proof, early
        self._lock = threading.Lock()
        self._held = _Held()

    def authorization(self, *, seconds: float) -> str:
        """The header for a call. One thread fetches a token, the others wait. Raises Unsent."""
        held = self._held
        if held.token and time.monotonic() < held.until:
            return f"Bearer {held.token}"
        ends = time.monotonic() + seconds
        if not self._lock.acquire(timeout=max(seconds, 0)):
            raise Unsent(Outcome.NOT_SENT, "no token in time")
        try:
            return f"Bearer {self._current(ends)}"
        finally:
            self._lock.release()

    def spoiled(self, authorization: str) -> bool:
        """Let go of a token the system refused: it was withdrawn before its time. True: it is
        worth asking for another.
        """
        with self._lock:
            if authorization == f"Bearer {self._held.token}":
                self._held = _Held()
        return True

    def _current(self, ends: float) -> str:
        held, now = self._held, time.monotonic()
        if held.until > now:
            if held.refused:
                raise Unsent(held.refused.outcome, held.refused.reason)
            return held.token
        try:
            self._held = self._fetched(ends - now)
        except Unsent as refused:
            if refused.outcome is Outcome.CREDENTIALS:
                self._held = _Held(until=time.monotonic() + REFUSED_SECONDS, refused=refused)
            raise
        return self._held.token

    def _fetched(self, seconds: float) -> _Held:
        form = self._form | (self._proof() if self._proof else {})
        asked = time.monotonic()
        try:
            reply = self._line.ask(
                "POST",
                "",
                headers=self._headers,
                content=urlencode(form).encode(),
                deadline=seconds,
            )
        except Broken as broken:
            raise Unsent(Outcome.NOT_SENT, f"no token: {broken.reason}"[:200]) from broken
        except CertificateRefused as refused:
            raise Unsent(Outcome.CREDENTIALS, f"no token: {refused}"[:200]) from refused
        except AddressRefused as refused:
            raise Unsent(Outcome.REFUSED, f"no token: {refused}"[:200]) from refused
        return _held(reply, asked, self._early)


def _held(reply: Reply, asked: float, early: float) -> _Held:
    if reply.status in (408, 429) or reply.status >= 500:
        raise Unsent(Outcome.NOT_SENT, f"the token server answered {reply.status}")
    document = _document(reply.body)
    token, kind = document.get("access_token"), str(document.get("token_type", "bearer"))
    if reply.status != 200 or not _fits(token) or kind.lower() != "bearer":
        raise Unsent(Outcome.CREDENTIALS, f"the token server gave no token ({reply.status})")
    lasts = document.get("expires_in")
    seconds = float(lasts) if isinstance(lasts, int | float) and lasts > 0 else UNSAID_SECONDS
    # Renewed a little early: a token must not end on its way.
    return _Held(str(token), asked + seconds - min(early, seconds / 4))


def _document(body: bytes | None) -> dict[str, Any]:
    try:
        document = orjson.loads(body or b"")
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}


def _fits(token: Any) -> bool:
    """Whether it can stand in a header: a line break would let it bring headers of its own."""
    return (
        isinstance(token, str)
        and 0 < len(token) <= LONGEST_TOKEN
        and token.isascii()
        and token.isprintable()
        and " " not in token
    )
