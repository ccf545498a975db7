"""Alerts that run, where the entry they speak of happened, or where the watch list had its hit."""

from collections.abc import Collection, Mapping
from uuid import UUID

from field_api.alerts.models import Alert
from field_api.situation.actions import entries, watched
from field_api.situation.actions.reader import Reader
from field_api.situation.rules import Kind, Spot


def spots(reader: Reader) -> list[Spot]:
    """A handset's are those its officer hears; at the desk also those they answer for. One that
    speaks of no place the reader may know of has none.
    """
    rows = Alert.objects.visible_to(reader.officer).running()
    if reader.carried:
        rows = Alert.objects.heard_by(reader.officer)
    newest = list(rows.order_by("-issued_at", "-pk")[: reader.most + 1])
    there = where(reader, newest)
    return [_spot(row, there.get(row.pk)) for row in newest]


def where(reader: Reader, rows: Collection[Alert]) -> Mapping[UUID, Spot]:
    """By alert what lies at the place it speaks of, where the reader may know that."""
    return {**_of_entries(reader, rows), **watched.of_alerts(reader, rows)}


def _of_entries(reader: Reader, rows: Collection[Alert]) -> Mapping[UUID, Spot]:
    named = {row.subject for row in rows if row.subject_kind == "submission" and row.subject}
    found = {one.opens: one for one in entries.of(reader, named) if one.place is not None}
    return {row.pk: found[row.subject] for row in rows if row.subject in found}


def _spot(row: Alert, where: Spot | None) -> Spot:
    return Spot(
        kind=Kind.ALERT,
        id=row.pk,
        at=row.issued_at,
        known_at=row.issued_at,
        place=where.place if where else None,
        sort=row.priority,
        title=row.what,
        words=where.words if where else "",
        marking=row.marking,
        opens=row.pk,
        mine=True,
        area=bool(where and where.area),
    )
