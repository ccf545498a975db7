"""Open taskings, where the alert they came from is."""

from field_api.situation.actions import alerting
from field_api.situation.actions.reader import Reader
from field_api.situation.rules import Kind, Spot
from field_api.tasking.models import Tasking


def spots(reader: Reader) -> list[Spot]:
    """A handset's are those its officer is asked to do; at the desk also those they answer for."""
    rows = Tasking.objects.visible_to(reader.officer).running()
    if reader.carried:
        rows = Tasking.objects.heard_by(reader.officer)
    newest = list(rows.select_related("alert").order_by("-issued_at", "-pk")[: reader.most + 1])
    there = alerting.where(reader, [row.alert for row in newest if row.alert is not None])
    return [_spot(row, there.get(row.alert_id) if row.alert_id else None) for row in newest]


def _spot(row: Tasking, where: Spot | None) -> Spot:
    return Spot(
        kind=Kind.TASKING,
        id=row.pk,
        at=row.issued_at,
        known_at=row.issued_at,
        place=where.place if where else None,
        sort=row.verb,
        title=row.what,
        words=where.words if where else row.place,
        marking=row.marking,
        opens=row.pk,
        mine=True,
        area=bool(where and where.area),
    )
