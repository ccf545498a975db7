"""Where what is looked for turned up, and what cameras saw."""

from collections.abc import Collection, Mapping
from uuid import UUID

from field_api.alerts.models import Alert
from field_api.policy import actions as policy
from field_api.situation.actions.reader import Reader
from field_api.situation.rules import Kind, Spot, placed
from field_api.watch.models import Hit, Sighting
from field_api.watch.rules import Certainty, Verdict

SIGHTED = "OFFICIAL-SENSITIVE"
"""A registration with a place and a time says where somebody was."""


def hits(reader: Reader) -> list[Spot]:
    """Those of listings the reader may see. On a handset only sure ones: what may be another is
    for its owner to look at first.
    """
    rows = Hit.objects.visible_to(reader.officer).exclude(verdict=Verdict.OTHER.value)
    if reader.carried:
        rows = rows.filter(certainty=Certainty.SAME.value)
    rows = rows.filter(at__gte=reader.since, at__lte=reader.until).select_related("listing")
    return [_hit(row) for row in rows.order_by("-at", "-pk")[: reader.most + 1]]


def of_alerts(reader: Reader, alerts: Collection[Alert]) -> Mapping[UUID, Spot]:
    """Where the hit was that each of these tells of. Whoever hears an alert may know that if they
    are cleared for what it was found in, which may be marked higher; of a covert one nobody.
    """
    rows = Hit.objects.filter(alert__in=[row.pk for row in alerts], listing__covert=False)
    may = rows.filter(policy.hearing(reader.actor)).select_related("listing").order_by("at", "pk")
    found = ((row.alert_id, _hit(row)) for row in may)
    return {alert: spot for alert, spot in found if alert and spot.place is not None}


def sightings(reader: Reader) -> list[Spot]:
    """For who keeps the watch list. A handset has none: where every vehicle went is not for the
    street, and what is looked for comes there as an alert.
    """
    if reader.carried:
        return []
    rows = Sighting.objects.visible_to(reader.officer).select_related("system")
    rows = rows.filter(seen_at__gte=reader.since, seen_at__lte=reader.until)
    return [_sighting(row) for row in rows.order_by("-seen_at", "-pk")[: reader.most + 1]]


def _hit(row: Hit) -> Spot:
    return Spot(
        kind=Kind.HIT,
        id=row.pk,
        at=row.at,
        known_at=row.found_at,
        place=placed(row.latitude, row.longitude),
        sort=row.certainty,
        title=f"{row.listing.category} · {row.listing.kind}",
        words=row.place,
        marking=row.marking,
        opens=row.listing_id,
    )


def _sighting(row: Sighting) -> Spot:
    return Spot(
        kind=Kind.SIGHTING,
        id=row.pk,
        at=row.seen_at,
        known_at=row.received_at,
        place=placed(row.latitude, row.longitude),
        sort=row.system.code,
        title=row.vrm,
        words=" · ".join(filter(None, (row.place or row.camera, row.direction))),
        marking=SIGHTED,
        opens=None,
    )
