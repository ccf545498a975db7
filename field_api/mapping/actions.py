"""Mapping entries: which version is in use, and what it makes of one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from field_api.connectors.models import System
from field_api.connectors.rules import FieldFault
from field_api.lib import clock
from field_api.mapping import python
from field_api.mapping.models import Mapping, Source
from field_api.mapping.rules import Engine, MappingState

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Released:
    """One revision, released. `markings` gives the marking of each field by JSON pointer."""

    revision: UUID
    subject: UUID
    kind: str
    force: str
    marking: str
    document: Document
    markings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping made. `removed` are the fields the system may not be sent; `faults` what the
    schema says is wrong with the result.
    """

    document: Document
    removed: list[str] = field(default_factory=list)
    faults: list[FieldFault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ready:
    """A mapping version, compiled. Raises whatever the mapping raises: callers must expect all."""

    id: int
    label: str
    call: Callable[[str, Document], Document]

    def apply(self, source: Released, *, version: int, clearance: str) -> Mapped:
        return Mapped(self.call(source.kind, {**source.document, "seq": version}))


def install(*, system: System, kind: str, call: str) -> Mapping:
    """Use a developer's mapping for a kind and a system, as the next version unless it is in use.

    Raises KeyError for a mapping that does not exist.
    """
    python.find(call)
    document = {"call": call}
    with transaction.atomic():
        System.objects.select_for_update(no_key=True).get(pk=system.pk)
        versions = Mapping.objects.filter(system=system, kind=kind)
        now = versions.filter(state=MappingState.ACTIVE.value).first()
        if now and (now.engine, now.document) == (Engine.PYTHON.value, document):
            return now
        versions.filter(state=MappingState.ACTIVE.value).update(state=MappingState.RETIRED.value)
        return Mapping.objects.create(
            system=system,
            kind=kind,
            version=versions.count() + 1,
            engine=Engine.PYTHON.value,
            document=document,
            state=MappingState.ACTIVE.value,
            activated_at=clock.now(),
        )


def current(kinds: Iterable[str]) -> dict[tuple[str, int], Ready]:
    """The mappings in use for these kinds, by kind and system."""
    rows = Mapping.objects.filter(kind__in=kinds, state=MappingState.ACTIVE.value)
    return {(row.kind, row.system_id): _ready(row) for row in rows.select_related("system")}


def at(mapping_id: int) -> Ready:
    """One version, in use or not. Raises Mapping.DoesNotExist."""
    return _ready(Mapping.objects.select_related("system").get(pk=mapping_id))


def keep(released: Iterable[Released]) -> None:
    """Keep what mappings read, once for each revision."""
    rows = [
        Source(
            id=one.revision,
            subject=one.subject,
            kind=one.kind,
            force=one.force,
            marking=one.marking,
            document=one.document,
            markings=one.markings,
        )
        for one in released
    ]
    Source.objects.bulk_create(rows, ignore_conflicts=True)


def kept(revision: UUID) -> Released | None:
    """What was kept of a revision; None when it is not there or its content has been erased."""
    row = Source.objects.filter(pk=revision).exclude(document=None).first()
    if row is None or row.document is None:
        return None
    return Released(
        revision=row.pk,
        subject=row.subject,
        kind=row.kind,
        force=row.force,
        marking=row.marking,
        document=row.document,
        markings=row.markings,
    )


def _ready(row: Mapping) -> Ready:
    return Ready(row.pk, row.label, python.find(row.document["call"]))
