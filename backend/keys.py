"""The keys of an installation that was given none: made once, kept with mode 0600.

Lost with FIELDBOOK_HOME, so a site of any size sets its own; see docs/settings.md.
"""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.runtime import places


def kept(home: Path) -> str:
    """The secret key of Django."""
    return _once(home, "secret_key", lambda: secrets.token_urlsafe(64))


def kept_p256(home: Path, name: str) -> str:
    """A private key on P-256 (FIPS 186-5), as PKCS #8 PEM."""
    return _once(home, name, _p256)


def _p256() -> str:
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode("ascii")


def _once(home: Path, name: str, make: Callable[[], str]) -> str:
    """Read the file, made on first use. Of two first starts at once one wins, and both agree."""
    file = places.private(home) / name
    if not file.exists():
        draft = file.with_name(f"{name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(make())
        # A link appears whole or not at all, and never replaces what another start has made.
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
