"""Rows of the ledger as the house writes them, at times a test chooses."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from field_api.audit.actions import sweeping
from field_api.audit.actions.reading import Row
from field_api.identity.models import Officer
from field_api.ledger.models import Event
from field_api.ledger.rules import Act

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERSON = {"surname": "Example", "given_names": "Ada", "dob": "1988-05-04"}


def question(by: Officer, at: datetime = NOON, **said: Any) -> Event:
    """A question as `queries.ask` records it: for FB26DEM unless said."""
    criteria = said.pop("criteria", {"vrm": "FB26DEM"})
    details = {
        "kind": "vehicle" if "vrm" in criteria else "person",
        "criteria": criteria,
        "reason_code": "1",
        "place": said.pop("place", "Abington Street"),
        "linked": said.pop("linked", ""),
        "systems": ["records"],
    }
    subject = said.pop("subject", f"query:{uuid4()}")
    return event(by, subject, at, details=details, purpose="Stopped on Abington Street", **said)


def event(by: Officer | str, subject: str, at: datetime = NOON, **particulars: Any) -> Event:
    """A consultation by that officer, unless said."""
    stated: dict[str, Any] = {"act": Act.CONSULTATION.value, "details": {}}
    actor = by if isinstance(by, str) else by.actor
    return Event.objects.create(actor=actor, subject=subject, at=at, **stated | particulars)


def taken_in(*events: Event) -> int:
    """As a round does once they are committed; tests/audit/test_rounds.py has that part."""
    rows = [
        Row(one.pk, one.at, one.actor, one.on_behalf_of, one.subject, one.purpose, one.details)
        for one in events
    ]
    return sweeping.take_in(rows)


def days(count: float) -> timedelta:
    return timedelta(days=count)
