"""Where a system's secret is kept. The database holds only the reference, never the secret."""

import os
import re
from collections.abc import Callable
from pathlib import Path

LONGEST_SECRET = 4096
_PRIVATE_KEY = re.compile(
    "-----BEGIN ([A-Z ]*)PRIVATE KEY-----\n([A-Za-z0-9+/=]+\n)+-----END \\1PRIVATE KEY-----"
)


class SecretMissing(Exception):
    """The reference leads to nothing usable. The message names the reference, never the secret."""


def _from_env(name: str) -> str | None:
    return os.environ.get(name)


def _from_file(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


PROVIDERS: dict[str, Callable[[str], str | None]] = {"env": _from_env, "file": _from_file}


def known(ref: str) -> bool:
    """Whether this is a reference we can follow; not whether anything is there now."""
    provider, _, place = ref.partition(":")
    return provider in PROVIDERS and bool(place)


def read(ref: str) -> str:
    """The secret at `env:NAME` or `file:/path`, without surrounding white space.

    Raises SecretMissing when there is none, or when it could not stand in an HTTP header: a line
    break there would let it smuggle in headers of its own. A private key in PEM may have its lines:
    none of them could be a header.
    """
    secret = _text(ref).strip()
    if not _usable(secret) and not _PRIVATE_KEY.fullmatch(secret[: LONGEST_SECRET + 1]):
        raise SecretMissing(f"no usable secret at {ref}")
    return secret


def several(ref: str) -> list[str]:
    """The secrets at a reference, with white space between them: the new one and the old one while
    they are rotated. Raises SecretMissing.
    """
    secrets = _text(ref).split()
    if not secrets or not all(_usable(secret) for secret in secrets):
        raise SecretMissing(f"no usable secret at {ref}")
    return secrets


def _text(ref: str) -> str:
    if not known(ref):
        raise SecretMissing(f"{ref or 'an empty reference'} is no reference to a secret")
    provider, _, place = ref.partition(":")
    return PROVIDERS[provider](place) or ""


def _usable(secret: str) -> bool:
    return 0 < len(secret) <= LONGEST_SECRET and secret.isascii() and secret.isprintable()
