"""What a handset asks for, read from an ASGI scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from field_api.feed.rules import CursorMalformed, decode
from field_api.sync.wake.refusals import CHALLENGE, Refusal

Scope = Mapping[str, Any]
Place = tuple[int, int]  # epoch and seq, as a cursor holds them

WAIT, STREAM = "/api/v1/sync/wait", "/api/v1/sync/stream"
LONGEST = 55  # seconds; proxies give up on silence after 60


@dataclass(frozen=True, slots=True)
class Asked:
    """`cursor` is None where none was given, and seq 0 of any epoch for an empty one.

    `proof` is the proof of possession that came with the token (RFC 9449), None with a Bearer one.
    """

    stream: bool
    secret: str
    proof: str | None
    host: str
    cursor: Place | None
    timeout: float
    once: bool


def read(scope: Scope) -> Asked:
    """Raises Refusal: 404, 405, 401 without a token, 400."""
    path = scope["path"]
    if path not in (WAIT, STREAM):
        raise Refusal(404, "not-found", "Not found")
    if scope["method"] != "GET":
        raise Refusal(405, "method-not-allowed", "Method not allowed", headers={"Allow": "GET"})
    scheme, secret = _shown(header(scope, b"authorization"))
    try:
        asked = _query(scope["query_string"])
        return Asked(
            stream=path == STREAM,
            secret=secret,
            proof=header(scope, b"dpop") if scheme == "dpop" else None,
            host=header(scope, b"host"),
            cursor=_cursor(asked.get("cursor")),
            timeout=_timeout(asked.get("timeout", "25")),
            once=_flag(asked.get("once", "0")),
        )
    except (CursorMalformed, ValueError):
        raise Refusal(400, "malformed-request", "Check cursor, timeout and once") from None


def header(scope: Scope, name: bytes) -> str:
    """The last of that name, empty without one. `name` in lower case."""
    found: str = dict(scope["headers"]).get(name, b"").decode("latin-1")
    return found


def _shown(given: str) -> tuple[str, str]:
    """How the token came, in lower case, and the token."""
    scheme, _, plain = given.partition(" ")
    if scheme.lower() not in ("dpop", "bearer") or not plain.strip():
        challenge = {"WWW-Authenticate": CHALLENGE}
        raise Refusal(401, "unauthenticated", "Sign in.", headers=challenge)
    return scheme.lower(), plain.strip()


def _query(raw: bytes) -> dict[str, str]:
    found = parse_qs(raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw))
    return {name: values[-1] for name, values in found.items()}


def _cursor(text: str | None) -> Place | None:
    if not text:
        return None if text is None else (0, 0)
    return decode(text)


def _timeout(text: str) -> float:
    seconds = int(text)
    if seconds < 0:
        raise ValueError(text)
    return min(seconds, LONGEST)


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"
