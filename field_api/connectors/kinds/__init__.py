"""Kinds of system by name, and one client for each system in each process.

A kind is one file here, named as the kind is, that keeps `rules.Connector` and calls what makes
one `CONNECTOR`. Nothing else lists them (docs/adding-a-system.md).
"""

import os
import threading
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, cast

from field_api.connectors.credentials import SecretMissing, read
from field_api.connectors.rules import ConfigRefused, Connector, Kind, Outcome
from field_api.connectors.wire.unusable import Unusable

if TYPE_CHECKING:
    from field_api.connectors.models import System


@dataclass(frozen=True, slots=True)
class _Held:
    kind: str
    config: dict[str, Any]
    secret: str = field(repr=False)
    connector: Connector

    def fits(self, system: "System", secret: str) -> bool:
        return (self.kind, self.config, self.secret) == (system.kind, system.config, secret)


_held: dict[int, _Held] = {}
_lock = threading.Lock()


def connector(system: "System") -> Connector:
    """The connector of this system. Never raises: settings that cannot be used give a connector
    that says so to every call, because one bad row must not end a worker that serves the others.

    The secret is read at every call, so a rotated one is used at once. Connecting anew costs far
    more than a call (a TLS context alone some 30 ms), hence one client for as long as nothing
    changes. A client that was replaced ends with the last call that still holds it.
    """
    try:
        secret = read(system.secret_ref) if system.secret_ref or needs_secret(system.kind) else ""
    except SecretMissing as missing:
        return Unusable(Outcome.CREDENTIALS, str(missing), renders=_made(system, ""))
    with _lock:
        held = _held.get(system.pk)
        if held is None or not held.fits(system, secret):
            held = _Held(system.kind, system.config, secret, _made(system, secret))
            _held[system.pk] = held
        return held.connector


def names() -> list[str]:
    return sorted(module.name for module in iter_modules(__path__))


def kind(name: str) -> Kind:
    """Raises ConfigRefused for a kind that does not exist.

    Loaded on first use: a force that has no SOAP system need not keep its library in memory.
    """
    if name not in names():
        raise ConfigRefused(f"there is no kind of system called {name!r}")
    return cast(Kind, import_module(f"{__name__}.{name}").CONNECTOR)


def needs_secret(name: str) -> bool:
    """False for what this house answers itself."""
    try:
        return bool(getattr(kind(name), "needs_secret", True))
    except ConfigRefused:
        return True


def _made(system: "System", secret: str) -> Connector:
    try:
        return kind(system.kind)(system.config, secret)
    except ConfigRefused as refused:
        return Unusable(Outcome.REFUSED, str(refused))


def _forget() -> None:
    """A forked child must not speak on its parent's sockets, nor find the lock held for ever."""
    global _lock
    _lock = threading.Lock()
    _held.clear()


os.register_at_fork(after_in_child=_forget)
