"""Who is meant to hear that something turned up. Who of them may know, alerts ask."""

from collections.abc import Iterable
from datetime import timedelta

from field_api.alerts.actions import Whom
from field_api.identity.models import Officer
from field_api.identity.models.officers import today
from field_api.lib import clock
from field_api.policy.models import Membership
from field_api.watch.models import Area, Hit, Listing
from field_api.watch.rules import geo

FRESH = timedelta(hours=2)
"""What happened longer ago sends nobody out: only its owner hears of it."""


def meant(listing: Listing, hits: Iterable[Hit]) -> list[Whom]:
    """Its owner; of what is fresh also who wrote or asked, and the units on whose ground it was.

    Of a covert one its owner and the people of its groups, and never who wrote or asked: that
    somebody looks for it is not theirs to know.
    """
    found: list[Whom] = []
    for hit in hits:
        found += _covertly(listing, hit) if listing.covert else _openly(listing, hit)
    return list(dict.fromkeys(found))


def is_fresh(hit: Hit) -> bool:
    return hit.at > clock.now() - FRESH


def _openly(listing: Listing, hit: Hit) -> list[Whom]:
    found = [Whom(officer=listing.owner)]
    if not is_fresh(hit):
        return found
    if hit.officer is not None:
        found.append(Whom(officer=hit.officer))
    return found + _near(listing, hit)


def _near(listing: Listing, hit: Hit) -> list[Whom]:
    """Where it was is not known, or is nobody's ground: the unit of who wrote or asked."""
    units = [area.unit for area in _areas(listing, hit)]
    if not units and hit.unit is not None:
        units = [hit.unit]
    return [Whom(unit=unit) for unit in units]


def _areas(listing: Listing, hit: Hit) -> list[Area]:
    if hit.latitude is None or hit.longitude is None:
        return []
    around = Area.objects.around(hit.latitude, hit.longitude).filter(unit__force=listing.force_id)
    return [
        area
        for area in around.select_related("unit").order_by("pk")
        if geo.within(area.shape, hit.latitude, hit.longitude)
    ]


def _covertly(listing: Listing, hit: Hit) -> list[Whom]:
    people = {listing.owner, *members(listing)} - {hit.officer}
    return [Whom(officer=one) for one in sorted(people, key=lambda one: one.pk)]


def members(listing: Listing) -> set[Officer]:
    """Who is in the groups it is kept to today: in each of them, alerts see to it."""
    found: set[Officer] = set()
    for tag in listing.groups:
        force, _, code = tag.partition(":")
        rows = Membership.objects.on(today()).filter(group__force__code=force, group__code=code)
        found.update(row.officer for row in rows.select_related("officer"))
    return found
