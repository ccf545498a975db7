"""How high each attribute is marked, by the field it was typed in."""

from collections.abc import Iterator, Mapping
from typing import Any

from field_api.policy.rules import higher


def marking(schema: Mapping[str, Any], pointer: str, otherwise: str) -> str:
    """The highest of all fields down to the one at `pointer`; `otherwise` is the form's own."""
    found = otherwise
    for own in _down(schema, pointer):
        found = higher(found, own)
    return found


def _down(schema: Mapping[str, Any], pointer: str) -> Iterator[str]:
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        schema = schema.get("items", {}) if name.isdigit() else schema.get("properties", {}).get(
            name, {}
        )  # fmt: skip
        if own := schema.get("x-marking"):
            yield own
