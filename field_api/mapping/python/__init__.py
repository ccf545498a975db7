"""Mappings by developers: one file a system's shape, pure functions.

A mapping takes (kind, document) and returns the JSON object the system expects. `document` is what
the deciding action made, without what the system may not be sent: ids, reference, officer, `body`
as written, `labels` with the published label of each coded answer, and `seq`, the version number
in the subject's lane. `ORIGINS` says for each kind which field of the body theirs come from.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from field_api.mapping.python import intelligence, records, stop_search

Mapped = Callable[[str, dict[str, Any]], dict[str, Any]]

_FILES: dict[str, ModuleType] = {
    "records": records,
    "intelligence": intelligence,
    "stop-search": stop_search,
}


def find(name: str) -> Mapped:
    """Raises KeyError."""
    mapped: Mapped = _FILES[name].mapped
    return mapped


def origins(name: str, kind: str) -> Mapping[str, str]:
    """Raises KeyError for a mapping that does not exist."""
    table: Mapping[str, str] = _FILES[name].ORIGINS.get(kind, {})
    return table
