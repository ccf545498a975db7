"""Listings that tests are about."""

from datetime import timedelta
from typing import Any

from field_api.identity.actions import Leave
from field_api.identity.models import Officer
from field_api.identity.rules import Role
from field_api.lib import clock
from field_api.policy.models import HandlingGroup, Membership
from field_api.submissions.models import Submission
from field_api.watch import actions as watch
from field_api.watch.actions.listing import hash_of
from field_api.watch.models import Hit, Listing
from field_api.watch.rules.faults import Wanted
from tests import make, written
from tests.handset import Handset
from tests.submissions import journeys

VRM = "AB12 CDE"


def wanted(**other: Any) -> Wanted:
    now = clock.now()
    said: dict[str, Any] = {
        "kind": "vehicle",
        "known": {"vrm": VRM},
        "category": "stolen",
        "priority": "high",
        "authority": "Insp 0101 Example",
        "reason": "Taken in a burglary",
        "marking": "OFFICIAL",
        "valid_from": now - timedelta(minutes=1),
        "valid_until": now + timedelta(days=7),
        "weed_date": (now + timedelta(days=60)).date(),
    }
    return Wanted(**said | other)


def inspector(**other: Any) -> Officer:
    return make.officer(role=Role.INSPECTOR, **other)


def listing(by: Officer | None = None, **other: Any) -> Listing:
    """A stolen car that an inspector listed, unless said."""
    return watch.list_(wanted=wanted(**other), by=by or inspector())


def person(**other: Any) -> dict[str, Any]:
    known = {"surname": "Sample", "given_names": "Alex", "dob": "1990-03-12"}
    return {"kind": "person", "category": "wanted", "known": {**known, **other}}


def read_in(group: str, *officers: Officer) -> str:
    """Its tag."""
    force, by = make.force(), make.supervisor()
    found = HandlingGroup.objects.filter(force=force, code=group).first()
    row = found or HandlingGroup.objects.create(force=force, code=group, name=group)
    for one in officers:
        Membership.objects.create(
            group=row, officer=one, starts_on="2020-01-01", given_by=by, given_at=clock.now()
        )
    return row.tag


def covert(owner: Officer, second: Officer, **other: Any) -> Listing:
    """Kept to a group of these two, and approved."""
    tag = read_in("quiet", owner, second)
    row = listing(owner, covert=True, groups=[tag], **other)
    return watch.approve(listing=row.pk, by=second, leave=leave(second, row))


def leave(by: Officer, row: Listing) -> Leave:
    holder = f"browser of {by.pk}".encode()
    secret = make.grant(by, holder, "approve-covert", f"listing:{row.pk}", hash_of(row))
    return Leave(holder, secret)


def search(by: Handset, /, **said: Any) -> Submission:
    """A stop and search of a car, pushed."""
    body = written.body(written.SEARCH, **{"vrm": VRM, **said})
    return journeys.send(by, written.SEARCH, body=body)


def hits(row: Listing) -> list[Hit]:
    return list(Hit.objects.filter(listing=row).order_by("at", "pk"))


def told(row: Listing) -> set[int]:
    """Officers to whom an alert of it was sent."""
    found = set()
    for hit in hits(row):
        if hit.alert is not None:
            found |= set(hit.alert.addressed.values_list("officer_id", flat=True))
    return found
