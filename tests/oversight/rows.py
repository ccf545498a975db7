"""Rows as delivery leaves them, at any age; faster than delivering, and as old as a test needs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import F

from field_api.connectors.models import Circuit, System
from field_api.delivery.models import Delivery, Subject
from field_api.delivery.rules import OPEN, State
from field_api.lib import clock
from field_api.oversight.actions import alerts
from field_api.oversight.models import Watch


def delivery(system: System, state: State = State.DUE, **other: Any) -> Delivery:
    """`age` is how long ago it was made and, unless open, settled; a timedelta."""
    made = clock.now() - other.pop("age", timedelta(0))
    subject = other.pop("subject", None) or Subject.objects.create()
    key = other.pop("key", uuid4())
    stated: dict[str, Any] = {
        "id": uuid4(),
        "key": key,
        "revision": uuid4(),
        "kind": "note",
        "force": "34",
        "lane_seq": 1,
        "payload_sha256": "ab" * 32,
        "settled_at": None if state in OPEN else made,
        "lease_token": uuid4() if state is State.SENDING else None,
        "due_at": made,
    }
    row = Delivery.objects.create(
        system=system, subject=subject, state=state.value, **stated | other
    )
    Delivery.objects.filter(pk=row.pk).update(created_at=made)
    return row


def circuit(system: System, **values: Any) -> None:
    Circuit.objects.update_or_create(system=system, defaults=values)


def watched() -> bool:
    """One round of the watch, as if the last were long ago."""
    Watch.objects.update(watched_at=None)
    return alerts.watch()


def older(rows: Any, by: timedelta, *fields: str) -> None:
    """As if so much time had passed since these moments."""
    rows.update(**{field: F(field) - by for field in fields})


def ago(**of: float) -> datetime:
    return clock.now() - timedelta(**of)


_MANY = """
    WITH subject AS (
      INSERT INTO delivery_subject (id, seq) SELECT gen_random_uuid(), 1
      FROM generate_series(1, %(count)s) RETURNING id
    )
    INSERT INTO delivery_delivery (id, key, system_id, subject_id, revision, kind, force,
      generation, lane_seq, intent, ordering, when_late, redacts, tell, trace, state, due_at,
      ask_first, tries, attempts, unsettled, payload_sha256, remote_ref, reason, faults,
      created_at, settled_at)
    SELECT gen_random_uuid(), gen_random_uuid(), %(system)s, id, gen_random_uuid(), 'note', '34',
      1, 1, 'write', 'strict', 'tell', false, '{}', '', %(state)s, now(), false, 0, 0, 0, '', '',
      '', '[]', now() - random() * interval '1 hour',
      CASE WHEN %(state)s = 'due' THEN NULL ELSE now() - random() * interval '30 days' END
    FROM subject
"""


def many(system: System, count: int, state: State = State.DUE) -> None:
    """So many deliveries at once; the settled ones over the last thirty days."""
    values = {"system": system.pk, "count": count, "state": state.value}
    with connection.cursor() as cursor:
        cursor.execute(_MANY, values)
        cursor.execute("ANALYZE delivery_delivery")
