"""Mappings by developers: one file a system's shape, pure functions.

A mapping takes (kind, document) and returns the JSON object the system expects. `document` is what
the deciding action made: ids, reference, officer, `body` as written, `labels` with the published
label of each coded answer, and `seq`, the version number in the subject's lane.
"""

from collections.abc import Callable
from typing import Any

from field_api.mapping.python import intelligence, records, stop_search

Mapping = Callable[[str, dict[str, Any]], dict[str, Any]]

_MAPPINGS: dict[str, Mapping] = {
    "records": records.mapped,
    "intelligence": intelligence.mapped,
    "stop-search": stop_search.mapped,
}


def find(name: str) -> Mapping:
    """Raises KeyError."""
    return _MAPPINGS[name]
