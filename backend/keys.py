"""The secret key of an installation that was given none."""

import os
import secrets
from pathlib import Path

from backend.runtime import places


def kept(home: Path) -> str:
    """Read the key in `home`, making it once. Two first starts at once agree on one key."""
    file = places.private(home) / "secret_key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(file)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(64))
    return _read(file)


def _read(file: Path) -> str:
    return file.read_text(encoding="ascii").strip()
