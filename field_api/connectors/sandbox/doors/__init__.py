"""Other ways in than HTTP: one file for each protocol, loaded only by a system that speaks it.

Entries come in by the door; faults, the page and what is held stay on HTTP, as for every system.
"""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from field_api.connectors.sandbox.faults import Switch
from field_api.connectors.sandbox.storage import Storage
from field_api.connectors.sandbox.validity import Part


class Door(Protocol):
    """A protocol's server, already listening. `url` is what goes into a system's `base_url`."""

    url: str

    def close(self) -> None: ...


class Opens(Protocol):
    """`token` is the password callers must show; `data` a private directory for keys and files.
    Port 0 picks a free one. The same data keeps the same host key.
    """

    def __call__(
        self,
        part: Part,
        storage: Storage,
        switch: Switch,
        *,
        host: str,
        port: int,
        token: str,
        data: Path,
    ) -> Door: ...


def opens(name: str) -> Opens:
    """What opens the door called `name`. Raises ModuleNotFoundError."""
    return cast(Opens, import_module(f"{__name__}.{name}").opened)
