"""Which systems are told of which fields of a kind, by the mappings in use and in draft."""

from dataclasses import dataclass

from field_api.mapping import python
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState, reading, template


@dataclass(frozen=True, slots=True)
class Reader:
    """One version for one system. `fields` are pointers into the body, `*` for any row; of a
    developer's mapping they are those that it says its values come from, so `whole` is false.
    """

    mapping: int
    system: str
    version: int
    in_use: bool
    fields: frozenset[str]
    whole: bool


def readers(kind: str) -> list[Reader]:
    """By system; those in use before those in draft."""
    states = (MappingState.ACTIVE.value, MappingState.DRAFT.value)
    rows = Mapping.objects.filter(kind=kind, state__in=states).select_related("system")
    return [_reader(row) for row in rows.order_by("state", "system__code", "-version")]


def _reader(row: Mapping) -> Reader:
    by_hand = row.engine == Engine.PYTHON.value
    return Reader(
        mapping=row.pk,
        system=row.system.name,
        version=row.version,
        in_use=row.state == MappingState.ACTIVE.value,
        fields=_named(row) if by_hand else _read(row),
        whole=not by_hand,
    )


def _named(row: Mapping) -> frozenset[str]:
    try:
        return frozenset(python.origins(row.document["call"], row.kind).values())
    except KeyError:  # no longer in this release
        return frozenset()


def _read(row: Mapping) -> frozenset[str]:
    try:
        return reading.read_by(template.compiled(row.document, row.value_maps))
    except template.Unfit:  # fit when it was kept, and not for this release
        return frozenset()
