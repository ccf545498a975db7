"""A table of a return, as systems take it that load rows."""

from typing import Any

ORIGINS: dict[str, dict[str, str]] = {}


def mapped(kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """{"rows": [...]}, a value to each column. Raises KeyError for what is no return."""
    return {"rows": document["body"]["rows"]}
