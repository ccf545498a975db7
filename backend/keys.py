"""Keys of an installation that was given none: made once, kept 0600 in its private directory."""

import hmac
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend import env
from backend.env import Misconfigured
from backend.runtime import places
from field_api.lib import es256

_OLD = "{} took the place of; keep it while what it made is still about (docs/security.md)."


def p256(home: Path, name: str, help: str) -> tuple[str, str]:
    """A P-256 private key by the name of its setting, as given or as made here once; and whatever
    keys NAME_OLD holds, one after the other."""
    kept = name.lower()
    key = env.secret(name, help, shown=f"made once and kept in FIELDBOOK_HOME/{kept}")
    return key or kept_p256(home, kept), env.secret(
        f"{name}_OLD", _OLD.format(f"Keys, PEM, that {name}")
    )


def ciphers(home: Path, name: str, help: str) -> list[bytes]:
    """Keys of 32 bytes for what stands enciphered in the database, the present one first: from the
    texts in NAME and NAME_OLD, or one made here once."""
    given = env.secret(name, help, shown=f"made once and kept in FIELDBOOK_HOME/{name.lower()}")
    old = env.secret(f"{name}_OLD", _OLD.format(f"Keys, with spaces between, that {name}"))
    texts = [given or kept_secret(home, name.lower()), *old.split()]
    return [hmac.digest(text.encode(), f"fieldbook {name}".encode(), "sha256") for text in texts]


def before() -> list[str]:
    """Secret keys whose sessions and cookies still hold."""
    old = env.secret("SECRET_KEY_OLD", _OLD.format("The one that SECRET_KEY"))
    return [old] if old else []


def of_the_site(home: Path) -> str:
    """Django's secret key: as given, or this installation's own."""
    given = env.secret(
        "SECRET_KEY",
        "Signs sessions and cookies. All processes on all hosts need the same one.",
        shown="made once and kept in FIELDBOOK_HOME/secret_key",
    )
    return given or kept(home)


def kept(home: Path) -> str:
    """Django's secret key."""
    return _kept(home, "secret_key", lambda: secrets.token_urlsafe(64))


def kept_secret(home: Path, name: str) -> str:
    """A secret of 64 random bytes, as text."""
    return _kept(home, name, lambda: secrets.token_urlsafe(64))


def kept_p256(home: Path, name: str) -> str:
    """A P-256 private key as PEM."""
    return _kept(home, name, _new_p256)


def _new_p256() -> str:
    pem = es256.new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


def _kept(home: Path, name: str, make: Callable[[], str]) -> str:
    try:
        file = places.private(home) / name
        if not file.exists():
            _make(file, make())
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Misconfigured(f"FIELDBOOK_HOME can't be used: {error.strerror or error}.") from None


def _make(file: Path, key: str) -> None:
    # Written whole under another name and then linked: of two first starts at once one wins, and
    # neither can read half a key.
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(key, encoding="ascii")
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
