"""The value maps that a mapping version looks its codes up in, whoever wrote it."""

from typing import Any

from field_api.mapping import named, python
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine
from field_api.mapping.rules.lookups import lookups
from field_api.mapping.rules.value_maps import Maps


def tables(mapping: Mapping) -> Maps:
    """Rows by name of map; none where a mapping looks nothing up."""
    if mapping.engine == Engine.PYTHON.value:
        return named.rows(python.tables_of(mapping.document["call"], mapping.kind))
    maps: Maps = mapping.value_maps
    return maps


def asked(mapping: Mapping, name: str) -> set[str]:
    """The fields that a map is asked about, as far as that can be told from the mapping or from
    what is said of a map that comes with Fieldbook.
    """
    of = about(name).get("of")
    return lookups(mapping.document).get(name, set()) | ({of} if of else set())


def about(name: str) -> dict[str, Any]:
    """What is said of a map that comes with Fieldbook: {title, of, direction, source, verified,
    why}; nothing of another.
    """
    found = named.maps().get(name, {})
    return {member: said for member, said in found.items() if member != "rows"}
