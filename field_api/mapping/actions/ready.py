"""A mapping version as it is used, and what it makes of an entry."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from jsonschema_rs import Draft202012Validator

from field_api.connectors.rules import FieldFault
from field_api.lib import sql
from field_api.mapping import python
from field_api.mapping.models import Mapping
from field_api.mapping.rules import Engine, MappingState, origins, redaction, schemas, template

Document = dict[str, Any]
Made = tuple[Document, list[FieldFault]]


class Unusable(RuntimeError):
    """A version that was usable when it was kept, and is not by this release of ours."""


@dataclass(frozen=True, slots=True)
class Released:
    """One revision, released. `markings` gives the marking of each place in the body by JSON
    pointer, `*` standing for any index of a list; what has none is sent nowhere.
    """

    revision: UUID
    subject: UUID
    kind: str
    force: str
    marking: str
    document: Document
    markings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping made. `removed` are pointers into the body, to what the system may not be
    sent; `faults` point into `document` and say what is wrong with it, without its values.
    """

    document: Document
    removed: list[str] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ready:
    """A mapping version, compiled."""

    id: int
    label: str
    make: Callable[[str, Document], Made]
    trace: Callable[[str], str]
    validator: Draft202012Validator | None = None

    def apply(self, source: Released, *, version: int, clearance: str) -> Mapped:
        """`version` is the number in the subject's lane. The mapping sees only what `clearance`
        covers. Raises whatever a developer's mapping raises; a document's faults are in the result.
        """
        seen, removed = redaction.redacted(
            {**source.document, "seq": version}, markings=source.markings, clearance=clearance
        )
        made, faults = self.make(source.kind, seen)
        if self.validator is not None and not faults:
            faults = schemas.faults(self.validator, made)
        return Mapped(made, removed, faults)


# A version's content never changes, which a trigger holds to, so what is kept can't go stale.
# `created_at` tells a restored database's numbers from those given before.
_COMPILED: dict[tuple[int, datetime], Ready] = {}
_KEPT = 512


_CURRENT = """
    SELECT id, created_at, kind, system_id FROM mapping_mapping
    WHERE kind = ANY(%s::text[]) AND state = %s::text
"""


def current(kinds: Iterable[str]) -> dict[tuple[str, int], Ready]:
    """The mappings in use for these kinds, by kind and system. One statement, and one more when
    this process has not used one of them yet.
    """
    named = sql.run(_CURRENT, sorted(kinds), MappingState.ACTIVE.value)
    known = of({(pk, created_at) for pk, created_at, _, _ in named})
    return {(kind, system): known[pk] for pk, _, kind, system in named}


def at(mapping_id: int) -> Ready:
    """One version, in use or not. Raises Mapping.DoesNotExist."""
    created_at = Mapping.objects.values_list("created_at", flat=True).get(pk=mapping_id)
    return of({(mapping_id, created_at)})[mapping_id]


def origin(mapping_id: int | None, their_pointer: str) -> str:
    """Our pointer into the entry's body for theirs into what this version made of it; the nearest
    place above where it is not one field, and `""` where nothing is known. Never raises.
    """
    try:
        return at(mapping_id).trace(their_pointer) if mapping_id is not None else ""
    except Mapping.DoesNotExist:
        return ""


def of(keys: Collection[tuple[int, datetime]]) -> dict[int, Ready]:
    """By their numbers the versions named by number and `created_at`, for whoever has read which
    are in use with something else. No statement but for those this process has not used yet.
    """
    found = {key[0]: _COMPILED[key] for key in keys if key in _COMPILED}
    missing = [pk for pk, _ in keys if pk not in found]
    if missing:
        for row in Mapping.objects.select_related("system").filter(pk__in=missing):
            found[row.pk] = _keep(row)
    return found


def _keep(row: Mapping) -> Ready:
    if len(_COMPILED) >= _KEPT:
        _COMPILED.pop(next(iter(_COMPILED)), None)
    ready = _COMPILED[row.pk, row.created_at] = _usable(row)
    return ready


def _usable(row: Mapping) -> Ready:
    """What can't be compiled any more must stop its own deliveries, and no other system's."""
    try:
        return compiled(row)
    except (template.Unfit, KeyError, ValueError) as error:
        return Ready(row.pk, row.label, _unusable(type(error).__name__), lambda theirs: "")


def _unusable(why: str) -> Callable[[str, Document], Made]:
    def make(kind: str, document: Document) -> Made:
        raise Unusable(why)

    return make


def compiled(row: Mapping) -> Ready:
    """Raises Unfit for a document, KeyError for a developer's mapping that does not exist,
    ValueError for a schema.
    """
    validator = None if row.schema is None else schemas.compiled(row.schema)
    if row.engine == Engine.PYTHON.value:
        return Ready(row.pk, row.label, *_python(row.document["call"], row.kind), validator)
    made = template.compiled(row.document, row.value_maps)
    return Ready(
        row.pk,
        row.label,
        lambda kind, document: made.make(document),
        lambda theirs: origins.of_template(made, theirs),
        validator,
    )


def _python(name: str, kind: str) -> tuple[Callable[[str, Document], Made], Callable[[str], str]]:
    call, table = python.find(name), python.origins(name, kind)
    return (
        lambda kind, document: (call(kind, document), []),
        lambda theirs: origins.of_table(table, theirs),
    )
