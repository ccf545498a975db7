"""Refusals as problem documents (RFC 9457), member by member those of `field_api.lib.problems`.

That module stands on Django, which this process never loads; a test compares the two.
"""

import json
from collections.abc import Mapping
from typing import Any

from field_api.identity.rules.proofs import ALGORITHM
from field_api.lib import trace

MEDIA_TYPE = b"application/problem+json"
CHALLENGE = f'DPoP algs="{ALGORITHM}"'
INVALID = f'{CHALLENGE}, error="invalid_token"'


class Refusal(Exception):
    """An answer of 400 and above. `headers` go onto it (Retry-After, WWW-Authenticate, Allow)."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.headers = headers or {}

    def document(self) -> dict[str, Any]:
        return {
            "type": f"urn:fieldbook:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "error": self.code,
            "trace": trace.current(),
        }

    def body(self) -> bytes:
        return json.dumps(self.document()).encode()


def busy(seconds: int) -> Refusal:
    """503: later. What waits here is only a wake-up, so the client goes on looking by itself."""
    return Refusal(503, "busy", "Ask again later.", headers={"Retry-After": str(seconds)})


def strange() -> Refusal:
    return Refusal(
        401,
        "token-unknown",
        "Sign in.",
        "This token was never given out.",
        {"WWW-Authenticate": INVALID},
    )


def unproved(why: str, error: str, nonce: str) -> Refusal:
    """`error` and the rest as RFC 9449 §7.1 and §9 have them; the next proof carries `nonce`."""
    told = {"WWW-Authenticate": f'{CHALLENGE}, error="{error}"', "DPoP-Nonce": nonce}
    return Refusal(401, error, "Not proved", f"{why}.", told)


def proof_needed() -> Refusal:
    why = "This token needs a proof by the key of its handset (RFC 9449)."
    return Refusal(401, "proof-needed", "Not proved", why, {"WWW-Authenticate": INVALID})


def expired() -> Refusal:
    return Refusal(401, "token-expired", "Sign in again.", headers={"WWW-Authenticate": INVALID})


def unconfirmed() -> Refusal:
    title = "This handset waits for a second person."
    return Refusal(403, "device-unconfirmed", title, headers={"WWW-Authenticate": INVALID})


def only_carries() -> Refusal:
    title = "This token only hands in."
    return Refusal(403, "only-carries", title, headers={"WWW-Authenticate": INVALID})


def revoked() -> Refusal:
    title = "This handset was revoked."
    return Refusal(403, "device-revoked", title, headers={"WWW-Authenticate": INVALID})
