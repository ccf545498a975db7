"""Keeping what mappings read."""

from collections.abc import Iterable
from uuid import UUID

from field_api.lib import sql
from field_api.mapping.actions.ready import Released
from field_api.mapping.models import Source


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
    sql.insert(rows, once=True)


def kept(revision: UUID) -> Released | None:
    """What was kept of a revision; None when it is not there or its content has been erased."""
    row = Source.objects.filter(pk=revision).exclude(document=None).first()
    return released(row) if row else None


def released(row: Source) -> Released | None:
    """None when the content has been erased."""
    if row.document is None:
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
