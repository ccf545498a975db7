"""What the database does to find work when 200,000 deliveries wait: never more than it must.

The rows are made by one statement and the plans read as the planner gives them; what runs them
fast is that each is an index made for the question.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import connection

from field_api.connectors.models import System
from field_api.delivery.actions import retention
from field_api.delivery.actions.lanes import _CLEAN, _SUSPECT
from field_api.delivery.actions.settle import _SETTLE
from field_api.delivery.actions.sweep import _WAITING
from field_api.delivery.models import Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.long]

ROWS = 200_000

_SUBJECTS = """
    INSERT INTO delivery_subject (id, seq)
    SELECT md5('s' || n)::uuid, 2 FROM generate_series(1, %(rows)s / 2) n
"""
# Two versions of every subject, spread over the systems; a few more were delivered long ago.
_DELIVERIES = """
    INSERT INTO delivery_delivery (id, key, system_id, subject_id, revision, kind, force,
      generation, lane_seq, intent, tell, trace, state, ask_first, tries, attempts, unsettled,
      payload_sha256, remote_ref, reason, faults, ordering, when_late, redacts, settled_at)
    SELECT md5('d' || n)::uuid, md5('d' || n)::uuid,
      (%(systems)s::bigint[])[1 + (n / 2) %% cardinality(%(systems)s::bigint[])],
      md5('s' || 1 + n %% (%(rows)s / 2))::uuid, md5('r' || n)::uuid, 'note', '34', 1,
      1 + n / (%(rows)s / 2), 'write', '{}', '', CASE WHEN n < %(rows)s THEN 'due' ELSE
      'delivered' END, false, 0, 0, 0, '', '', '', '[]', 'strict', 'tell', false,
      CASE WHEN n < %(rows)s THEN NULL ELSE now() END
    FROM generate_series(0, %(rows)s * 5 / 4 - 1) n
"""

# Of some, so that the planner knows the table as one that is not read from end to end.
_PAYLOADS = """
    INSERT INTO delivery_payload (delivery_id, body, content_type, removed)
    SELECT id, 'x', 'application/json', '[]' FROM delivery_delivery LIMIT 20000
"""

_ATTEMPTS = """
    INSERT INTO delivery_attempt (delivery_id, lease_token, step, outcome, reason, duration_ms)
    SELECT id, id, 'send', 'delivered', '', 1 FROM delivery_delivery LIMIT 50000
"""


@pytest.fixture
def backlog(systems: dict[str, System]) -> System:
    values = {"rows": ROWS, "systems": [one.pk for one in systems.values()]}
    with connection.cursor() as cursor:
        # Keys that are made in pairs need no checking, which would take longer than all the rest.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_SUBJECTS, values)
        cursor.execute(_DELIVERIES, values)
        cursor.execute(_PAYLOADS)
        cursor.execute(_ATTEMPTS)
        cursor.execute("ANALYZE delivery_delivery, delivery_payload, delivery_attempt")
    return systems["records"]


def plan(sql: str, values: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        return json.dumps(cursor.fetchone()[0])


def used(found: str) -> set[str]:
    """Which of our partial indexes the plan reads."""
    ours = {"open_by_due", "lane_heads", "suspects_by_due", "open_by_time_limit", "in_flight"}
    return {name for name in ours if f'"{name}"' in found}


@pytest.mark.slow
def test_work_is_found_by_indexes_made_for_it(backlog: System) -> None:
    values = {"system": backlog.pk, "limit": 32, "lease": timedelta(seconds=9)}
    clean, suspect = plan(_CLEAN, values), plan(_SUSPECT, values)
    waiting = plan(_WAITING, None)
    flying = Delivery.objects.filter(system=backlog, state="sending").explain(format="json")
    for found in (clean, suspect, waiting, flying):
        assert '"Relation Name": "delivery_delivery"' in found
        assert not scanned(found)
    assert {"open_by_due", "lane_heads"} <= used(clean)
    assert {"suspects_by_due"} <= used(suspect), suspect
    assert {"open_by_due"} <= used(waiting), waiting
    assert used(flying)
    row = Delivery.objects.filter(system=backlog).earliest("pk")
    carried = orjson.dumps([{"id": row.pk, "token": row.pk, "was": "due"}]).decode()
    assert not scanned(plan(_SETTLE, ["[]", carried]))
    old = {"limit": 1000, "kept": timedelta(days=31)}
    turn = {**old, "after": UUID(int=0), "states": ["delivered", "cancelled"]}
    assert not scanned(plan(retention._BYTES, turn))
    assert not scanned(plan(retention._ATTEMPTS, old))


def scanned(found: str) -> list[str]:
    """The relations among ours that grow and were read from end to end."""

    def nodes(node: Any) -> Any:
        yield node
        for child in node.get("Plans", ()):
            yield from nodes(child)

    every = nodes(json.loads(found)[0]["Plan"])
    growing = {"delivery_delivery", "delivery_payload", "delivery_attempt"}
    return [
        node["Node Type"]
        for node in every
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in growing
    ]
