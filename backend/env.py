"""Settings from the environment: every one typed, named once, and explained where it is read.

Each reader also enters the setting in `REGISTER`, from which `manage.py settings_doc` writes
docs/settings.md; so a setting that is not documented can't exist. Errors are `Misconfigured`, one
sentence naming the setting and never its value, which may be a password.
"""

import os
from dataclasses import dataclass
from pathlib import Path

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


class Misconfigured(Exception):
    """A setting that can't be used. The message is for the operator, whole and on one line."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of docs/settings.md. `default` is in words where the value is worked out."""

    name: str
    kind: str
    default: str
    help: str


REGISTER: dict[str, Setting] = {}


def text(name: str, default: str, help: str, *, shown: str | None = None) -> str:
    """`shown` replaces the default in the documentation, for paths that differ by machine."""
    _enter(name, "text", default if shown is None else shown, help)
    return os.environ.get(name, default)


def flag(name: str, default: bool, help: str, *, shown: str | None = None) -> bool:
    _enter(name, "on or off", shown or ("on" if default else "off"), help)
    given = os.environ.get(name, "").strip().lower()
    if not given:
        return default
    if given not in _TRUE | _FALSE:
        raise Misconfigured(f"{name} must be on or off (1 or 0, true or false, yes or no).")
    return given in _TRUE


def number(name: str, default: int, help: str, *, least: int = 0, most: int = 2**31) -> int:
    _enter(name, f"number, {least} to {most}" if most < 2**31 else "number", str(default), help)
    given = os.environ.get(name, "").strip()
    try:
        value = int(given) if given else default
    except ValueError:
        raise Misconfigured(f"{name} must be a whole number.") from None
    if not least <= value <= most:
        raise Misconfigured(f"{name} must lie between {least} and {most}.")
    return value


def choice(name: str, options: tuple[str, ...], default: str, help: str) -> str:
    _enter(name, " or ".join(f"`{option}`" for option in options), default, help)
    given = os.environ.get(name, "") or default
    if given not in options:
        raise Misconfigured(f"{name} must be one of {', '.join(options)}.")
    return given


def names(name: str, default: str, help: str) -> list[str]:
    """Comma-separated."""
    _enter(name, "names, with commas between", default, help)
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def secret(name: str, help: str, *, shown: str = "none") -> str:
    """From NAME, or from the file that NAME_FILE points to (systemd credentials, mounted secrets).

    A file keeps the secret out of the environment, which child processes and crash reports copy.
    """
    _enter(name, f"secret; or `{name}_FILE`, a file that holds it", shown, help)
    place = os.environ.get(f"{name}_FILE")
    if not place:
        return os.environ.get(name, "")
    if os.environ.get(name):
        raise Misconfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(place).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{name}_FILE can't be read: {type(error).__name__}.") from None


def _enter(name: str, kind: str, default: str, help: str) -> None:
    REGISTER[name] = Setting(name, kind, default, help)
