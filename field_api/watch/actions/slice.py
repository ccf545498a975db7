"""The part of the watch list that one handset carries, to be met without a signal.

Keys are hashed under the handset's own salt (decision 0034), so that what is typed is looked up and
nothing is read out; what is said of a hit is enciphered there by the officer's vault: decision
0052.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from field_api.alerts.rules import PRIORITIES
from field_api.alerts.rules.saying import BEYOND
from field_api.catalogue import actions as catalogue
from field_api.catalogue.rules.markers import Markers
from field_api.identity.models import Device, Officer, Posting, Unit
from field_api.identity.models.officers import today
from field_api.intelligence.actions import offline
from field_api.ledger import actions as ledger
from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.lib.problems import Problem
from field_api.watch.models import Listing
from field_api.watch.rules import telling

MOST, PAGE = 500, 250
LASTS = timedelta(hours=12)
"""How long a handset keeps it without hearing from here: a shift and an overrun."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What a handset may carry now: ids in their order, and a tag that changes with any of it."""

    ids: tuple[UUID, ...]
    tag: str


def carried(*, officer: Officer, device: Device) -> Slice:
    """Running, not covert, by need to know, and meant for where the officer serves today: 500 at
    most, the most urgent first, then the newest. Shows nothing yet.
    """
    rows = _urgent_first(Listing.objects.carried_by(officer).filter(_meant(officer)))
    found = list(rows.values_list("pk", "version")[:MOST])
    said = [
        offline.salt_of(device).hex(),
        catalogue.markers().digest,
        *([str(key), version] for key, version in found),
    ]
    tag = sha256(json.dumps(said).encode()).hexdigest()[:32]
    return Slice(tuple(key for key, _ in found), tag)


def page(*, officer: Officer, device: Device, of: Slice, after: str = "") -> dict[str, Any]:
    """One page of it, for the handset to keep; a consultation in the ledger.

    Raises Problem 409 where it has changed since the page before, and 400 for a cursor of no page.
    """
    begin = _cursor(after, of)
    wanted = of.ids[begin : begin + PAGE]
    rows = _urgent_first(Listing.objects.carried_by(officer).filter(pk__in=wanted))
    listings = list(rows.prefetch_related("held"))
    _looked(officer, device, listings)
    salt, markers = offline.salt_of(device), catalogue.markers()
    return {
        "salt": offline.b64(salt),
        "lasts": int(LASTS.total_seconds()),
        "next": f"{of.tag}.{begin + PAGE}" if begin + PAGE < len(of.ids) else None,
        "listings": [_document(one, salt, markers) for one in listings],
    }


def _meant(officer: Officer) -> Q:
    """As of alerts: what a supervisor lists is for their unit and those below it; what inspectors
    and intelligence staff list, for the whole force.
    """
    served = Posting.objects.current(officer).values_list("unit", flat=True)
    near = Unit.objects.above(list(served)).values("pk")
    beyond = Posting.objects.on(today()).filter(role__in=[role.value for role in BEYOND])
    widely = beyond.filter(unit__force=officer.force_id).values("officer")
    return Q(unit__in=near) | Q(owner__in=widely)


def _urgent_first(rows: QuerySet[Listing]) -> QuerySet[Listing]:
    places = [When(priority=one, then=Value(place)) for place, one in enumerate(PRIORITIES)]
    return rows.order_by(Case(*places), "-listed_at", "pk")


def _cursor(after: str, of: Slice) -> int:
    if not after:
        return 0
    tag, _, place = after.partition(".")
    if not (place.isdecimal() and len(place) < 5):
        raise Problem(400, "malformed-request", "`after` is the `next` of the page before")
    if tag != of.tag:
        raise Problem(409, "slice-changed", "The list has changed since: begin again")
    return int(place)


def _looked(officer: Officer, device: Device, listings: Sequence[Listing]) -> None:
    """Before anything is shown (DPA 2018 s.62(1)(c))."""
    if not listings:
        return
    look = Event(
        act=Act.CONSULTATION.value,
        actor=officer.actor,
        subject=f"watch:{device.pk}",
        purpose="watch-list",
        details={"listings": sorted(str(one.pk) for one in listings)},
    )
    ledger.record_looks([look])


def _document(one: Listing, salt: bytes, markers: Markers) -> dict[str, Any]:
    exact = [held.held.partition(":") for held in one.held.all() if held.exact]
    return {
        "id": str(one.pk),
        "kind": one.kind,
        "keys": sorted(offline.hashed(salt, kind, value) for kind, _, value in exact),
        "what": telling.what(one.category, one.kind, one.known),
        "action": one.action,
        "warnings": [_marker(code, one, markers) for code in markers.in_order(one.warnings)],
        "priority": one.priority,
        "category": one.category,
        "marking": one.marking,
        "source": one.source,
        "reference": one.reference,
        "listed_at": clock.iso(one.listed_at),
        "valid_from": clock.iso(one.valid_from),
        "valid_until": clock.iso(one.valid_until),
    }


def _marker(code: str, one: Listing, markers: Markers) -> dict[str, str]:
    """A marker is as sure and as old as the listing that bears it."""
    return {
        "code": code,
        "label": markers.label(code),
        "advice": markers.advice(code),
        "source": one.source,
        "date": clock.iso(one.changed_at)[:10],
    }
