"""Systems that are asked in a form of their own, not by the sandbox's `/api/search`: one file each.

A Part names the file in `asked`; what it makes answers before the sandbox's own API does. Its paths
all begin with `AT`, and count as searches for the faults.
"""

from importlib import import_module
from typing import Protocol, cast

from field_api.connectors.sandbox.exchange import Request, Response
from field_api.connectors.sandbox.storage import Storage


class Desk(Protocol):
    def answer(self, request: Request) -> Response: ...


class Opens(Protocol):
    """`token` is what callers must show, in whichever way the system wants it shown."""

    def __call__(self, storage: Storage, token: str) -> Desk: ...


def opened(name: str, storage: Storage, token: str) -> tuple[str, Desk]:
    """Where its paths begin, and what answers there. Raises ModuleNotFoundError."""
    module = import_module(f"{__name__}.{name}")
    return str(module.AT), cast(Opens, module.opened)(storage, token)
