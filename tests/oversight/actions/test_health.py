"""Facts about systems: what they say, and that they cost the same however much has been settled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import State
from field_api.lib import clock
from field_api.oversight.actions import health
from field_api.oversight.actions.health import Breaker, Health
from tests import make, written
from tests.contracts.certificates import Authority
from tests.oversight import rows

pytestmark = pytest.mark.django_db


def only() -> Health:
    (found,) = health.systems(make.officer())
    return found


def test_a_quiet_system_has_no_lag_at_all(records: System) -> None:
    found = only()
    assert (found.lag, found.lag_used, found.dead, found.backlog.open) == (None, None, 0, 0)
    assert (found.breaker, found.rate_used, found.active) == (Breaker.CLOSED, None, True)


def test_what_waits_what_is_under_way_and_what_is_late(records: System) -> None:
    rows.delivery(records, age=timedelta(seconds=150))
    rows.delivery(records, due_at=rows.ago(minutes=-1), deliver_by=rows.ago(minutes=1))
    rows.delivery(records, State.SENDING, due_at=rows.ago(minutes=-1))
    rows.delivery(records, State.SENDING, due_at=rows.ago(minutes=1))  # its worker is dead
    rows.delivery(records, State.DELIVERED)
    found = only()
    assert (found.backlog.waiting, found.backlog.in_flight, found.backlog.late) == (3, 1, 1)
    assert found.lag is not None and found.lag_used is not None
    assert 150 <= found.lag < 250 and 0.5 <= found.lag_used < 0.9


def test_dead_letters_by_reason_the_most_frequent_first(records: System) -> None:
    for n in range(12):
        for _ in range(n + 1):
            rows.delivery(records, State.REJECTED, reason=f"reason {n}")
    found = only()
    assert found.dead_by_state == {"rejected": 78}
    assert [(one.reason, one.count) for one in found.letters[:2]] == [
        ("reason 11", 12),
        ("reason 10", 11),
    ]
    assert len(found.letters) == health.REASONS_SHOWN


@pytest.mark.parametrize(
    ("circuit", "expected"),
    [
        ({}, Breaker.CLOSED),
        ({"open_until": -60, "opened_at": 60}, Breaker.OPEN),
        ({"open_until": 1, "opened_at": 60}, Breaker.TRYING),
        ({"ceiling": 2}, Breaker.RECOVERING),
    ],
)
def test_the_breaker_as_a_person_would_say_it(
    records: System, circuit: dict[str, int], expected: Breaker
) -> None:
    moments = ("open_until", "opened_at")
    rows.circuit(
        records,
        **{key: rows.ago(seconds=n) if key in moments else n for key, n in circuit.items()},
    )
    assert only().breaker is expected


def test_how_much_of_a_rate_is_used(records: System) -> None:
    System.objects.update(rate_per_second=1, burst=20)
    rows.circuit(records, tokens=5, tokens_at=rows.ago())
    used = only().rate_used
    assert used is not None and 0.7 <= used <= 0.75
    rows.circuit(records, tokens=5, tokens_at=rows.ago(minutes=1))
    assert only().rate_used == 0


def test_pace_counts_what_was_accepted_and_is_worked_out_where_that_is_much(
    records: System,
) -> None:
    for minutes in (1, 4, 30, 90):
        rows.delivery(records, State.DELIVERED, age=timedelta(minutes=minutes))
    rows.delivery(records, State.REJECTED)
    pace = only().pace
    assert (pace.five_minutes, pace.hour) == (2, 3)
    rows.many(records, health._SAMPLE, State.DELIVERED)
    Delivery.objects.filter(state="delivered").update(settled_at=rows.ago(minutes=2))
    pace = only().pace
    assert pace.five_minutes == pytest.approx(health._SAMPLE * 2.5, rel=0.1)
    assert pace.hour == pytest.approx(health._SAMPLE * 30, rel=0.1)


def test_certificates_are_read_where_they_can_be(records: System, tmp_path: Path) -> None:
    authority = Authority(tmp_path, lasts=timedelta(days=20))
    System.objects.update(config=records.config | {"ca_file": str(authority.file)})
    (found,) = only().certificates
    assert found.name == "ca_file of Sandbox authority"
    assert timedelta(days=19) < found.ends_at - clock.now() < timedelta(days=20)
    authority.file.unlink()
    assert "ca_file cannot be read" in only().unreadable


def test_ten_systems_cost_as_many_statements_as_one(records: System) -> None:
    officer = make.officer()
    with CaptureQueriesContext(
        connection,
    ) as one:
        health.systems(officer)
    for n in range(9):
        rows.delivery(written.system(f"system-{n}"), State.REJECTED)
    with CaptureQueriesContext(connection) as ten:
        assert len(health.systems(officer)) == 10
    assert len(ten) == len(one) <= 5


@contextmanager
def plans() -> Iterator[list[str]]:
    """How PostgreSQL goes about each statement that reads deliveries."""
    found: list[str] = []

    def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "delivery_delivery" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"EXPLAIN {sql}", params)
                found.append("\n".join(row[0] for row in cursor.cursor.fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        yield found


@pytest.mark.slow
def test_what_is_settled_is_not_read_to_say_what_is_open(records: System) -> None:
    rows.many(records, 60_000, State.DELIVERED)
    rows.many(records, 600)
    rows.many(records, 300, State.REJECTED)
    officer = make.officer()
    with plans() as found:
        health.systems(officer)
    assert len(found) == 3
    for plan, index in zip(found, ("open_by", "for_a_person", "settled_by_time"), strict=True):
        assert index in plan, plan
        assert "Seq Scan on delivery_delivery" not in plan
