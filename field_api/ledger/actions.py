"""Writing to the ledger: in the transaction of the act itself, so that neither stands alone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from field_api.ledger.models import Event
from field_api.ledger.rules import Act
from field_api.lib import trace as tracing


def record(
    *,
    act: Act,
    actor: str,
    subject: str,
    purpose: str = "",
    recipient: str = "",
    on_behalf_of: str = "",
    details: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event. `details` must be JSON and name no content: identifiers, codes and counts.

    Raises RuntimeError outside a transaction.
    """
    event = Event(
        act=act.value,
        actor=actor,
        subject=subject,
        purpose=purpose,
        recipient=recipient,
        on_behalf_of=on_behalf_of,
        details=dict(details or {}),
    )
    return record_many([event])[0]


def record_many(events: list[Event]) -> list[Event]:
    """Write unsaved events by one INSERT; they come back in order, with `id` and `at`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ledger event is written in the transaction of the act it records")
    for event in events:
        event.trace = event.trace or tracing.current()
    return Event.objects.bulk_create(events)
