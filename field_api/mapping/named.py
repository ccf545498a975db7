"""Value maps that come with Fieldbook, by destination: data in a folder beside this file.

{map, title, of, direction, source, verified, why, rows}: `of` is the field whose codes it takes or
gives, `direction` out (ours to theirs) or in. A code whose row is null is dropped on purpose; one
without a row is a fault of the entry. What is not verified a force checks before use: a mapping
keeps its own copy, which `PUT /api/v1/mappings/{id}/value-maps` replaces.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).with_name("value_maps")


@cache
def maps() -> dict[str, dict[str, Any]]:
    """Every map by its name. Not to be changed by the caller."""
    read = (json.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.json")))
    return {one["map"]: one for one in read}


def rows(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The `value_maps` of a mapping that looks these up. Raises KeyError."""
    return {name: dict(maps()[name]["rows"]) for name in names}
