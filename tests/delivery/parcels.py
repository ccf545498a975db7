"""Parcels for the outbox, and what became of the deliveries made of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.db.models.functions import Now

from field_api.catalogue import rules, shipped
from field_api.connectors.models import Circuit, System
from field_api.delivery import actions as delivery
from field_api.delivery.actions import Parcel
from field_api.delivery.actions.lanes import Claim
from field_api.delivery.actions.settle import Carried
from field_api.delivery.models import Delivery
from field_api.delivery.rules import Next, State
from field_api.feed import actions as feed
from tests import written
from tests.written import NOTE

DONE = Next(State.DELIVERED, reference="X-1", uses_attempt=True)


def parcel(kind: str = NOTE, **other: Any) -> Parcel:
    subject, revision = other.pop("subject", uuid4()), other.pop("revision", uuid4())
    stated: dict[str, Any] = {
        "subject": subject,
        "revision": revision,
        "kind": kind,
        "force": "34",
        "marking": "OFFICIAL-SENSITIVE",
        "tell": (),
        "markings": markings(kind),
    }
    if "document" not in other:
        stated["document"] = document(kind, subject, revision)
    return Parcel(**stated | other)


def markings(kind: str) -> dict[str, str]:
    """Those of the shipped form; none of a kind that has no form."""
    documents = [one for one in shipped.documents() if one["kind"] == kind]
    return {
        at: marking
        for one in documents
        for at, marking in rules.compiled(one).markings("OFFICIAL-SENSITIVE").items()
    }


def document(kind: str, subject: UUID, revision: UUID) -> dict[str, Any]:
    return {
        "submission": str(subject),
        "revision": str(revision),
        "reference": "34/26/000123",
        "kind": kind,
        "occurred_at": "2026-03-01T14:05:00.000000Z",
        "marking": "OFFICIAL-SENSITIVE",
        "officer": {"collar": "1001", "force": "34", "rank": "PC", "name": "Sample"},
        "body": written.body(kind),
        "labels": {},
    }


def put(*parcels: Parcel) -> list[Delivery]:
    with feed.work():
        return delivery.enqueue(parcels or [parcel()])


def make_due() -> None:
    """As if everybody had waited long enough: retries are due, leases have run out, and a system
    that was left alone may be tried.
    """
    Delivery.objects.open().update(due_at=Now() - timedelta(seconds=1))
    Circuit.objects.exclude(open_until=None).update(open_until=Now() - timedelta(seconds=1))


def claims(system: System, **other: Any) -> list[Claim]:
    return delivery.claim(system=system, **other).claims


def settled(held: Claim, result: Next) -> bool:
    """Whether it was ours to settle."""
    return bool(delivery.settle([Carried(held, result)]))


def fresh(made: Delivery) -> Delivery:
    return Delivery.objects.get(pk=made.pk)


def standing(made: Sequence[Delivery]) -> list[str]:
    rows = Delivery.objects.filter(pk__in=[one.pk for one in made])
    return list(rows.order_by("lane_seq", F("system__code")).values_list("state", flat=True))
