"""Mappings by developers: one file a system's shape, pure functions.

A mapping takes (kind, document) and returns the JSON object the system expects. `document` is what
the deciding action made, without what the system may not be sent: ids, reference, officer, `body`
as written, `labels` with the published label of each coded answer, and `seq`, the version number
in the subject's lane. `ORIGINS` says for each kind which field of the body theirs come from.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from field_api.mapping.python import intelligence, records, stop_search, tables

Mapped = Callable[[str, dict[str, Any]], dict[str, Any]]

_FILES: dict[str, ModuleType] = {
    "records": records,
    "intelligence": intelligence,
    "stop-search": stop_search,
    "table": tables,
}
_ADDED: dict[str, Mapped] = {}


def add(name: str, mapped: Mapped) -> None:
    """A mapping that needs what stands on a floor above, such as the forms, and is given by it when
    the process begins. Raises ValueError for a name that is taken."""
    if name in _FILES or _ADDED.setdefault(name, mapped) is not mapped:
        raise ValueError(f"there is a mapping named {name}")


def find(name: str) -> Mapped:
    """Raises KeyError."""
    if name in _ADDED:
        return _ADDED[name]
    mapped: Mapped = _FILES[name].mapped
    return mapped


def origins(name: str, kind: str) -> Mapping[str, str]:
    """Raises KeyError for a mapping that does not exist."""
    if name in _ADDED:
        return {}
    table: Mapping[str, str] = _FILES[name].ORIGINS.get(kind, {})
    return table


def tables_of(name: str, kind: str) -> tuple[str, ...]:
    """The value maps that come with Fieldbook and that it looks codes of this kind up in."""
    said: Mapping[str, tuple[str, ...]] = getattr(_FILES.get(name), "TABLES", {})
    return said.get(kind, ())
