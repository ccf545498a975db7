"""/metrics says what the rules for Prometheus ask for, at a cost that does not grow with age."""

import re
from datetime import timedelta
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families as parsed

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.delivery.rules import State
from field_api.oversight.models import Difference, Notice, Reconciliation, Tally, Timing
from field_api.oversight.rules.measures import BUCKETS
from tests import make, written
from tests.house import tree
from tests.oversight import rows

pytestmark = pytest.mark.django_db

RULES = tree.ROOT / "docs" / "alerts.rules.yaml"
# What Prometheus makes itself.
THEIRS = {"up"}
_WORDS = re.compile(r"\b(?:fieldbook_[a-z_]+|up)\b")


@pytest.fixture
def busy(db: None) -> System:
    """A house in which everything that can be said has something to be said of."""
    system = written.system("records", lookup="none", name='Records "North"')
    rows.delivery(system, age=timedelta(seconds=150))
    rows.delivery(system, State.SENDING, due_at=rows.ago(minutes=-1))
    rows.delivery(system, State.REJECTED, reason="Sample 07700 900123")
    rows.circuit(system, open_until=rows.ago(seconds=-60), opened_at=rows.ago(minutes=10))
    Tally.objects.create(system=system, step="send", outcome="busy", count=7)
    counts = [0, 2, *[0] * (len(BUCKETS) - 1)]
    Timing.objects.create(
        system=system, received=counts, received_seconds=0.8, written=counts, written_seconds=0.9
    )
    run = Reconciliation.objects.create(
        system=system,
        since=rows.ago(days=1),
        until=rows.ago(),
        compared_until=rows.ago(),
        state="done",
        ended_at=rows.ago(),
    )
    Difference.objects.create(reconciliation=run, what="missing", key=run_key(1))
    Notice.objects.create(system=system, failures=1)
    rows.watched()
    return system


def run_key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parsed(answer.content.decode())
        for sample in family.samples
    }


def value(found: Any, name: str, **labels: str) -> float:
    return float(found[(f"fieldbook_{name}", tuple(sorted(labels.items())))])


def test_every_fact_of_a_system_is_said(busy: System) -> None:
    found, of = samples(), {"system": "records"}
    assert value(found, "deliveries", state="due", **of) == 1
    assert value(found, "deliveries", state="sending", **of) == 1
    assert value(found, "deliveries", state="rejected", **of) == 1
    assert value(found, "dead_letters", state="rejected", **of) == 1
    assert value(found, "lag_seconds", **of) == pytest.approx(150, abs=60)
    assert value(found, "lag_ratio", **of) == pytest.approx(0.5, abs=0.2)
    assert value(found, "breaker_open", **of) == 1
    assert value(found, "paused", **of) == 0
    assert value(found, "late", **of) == 0
    assert value(found, "alerts", what="lag", level="50", **of) == 1
    assert value(found, "differences", what="missing", **of) == 1
    assert value(found, "attempts_total", step="send", outcome="busy", **of) == 7
    assert value(found, "mails_failing") == value(found, "mails_waiting") == 1
    assert value(found, "watched_seconds") < 60


def test_times_are_a_histogram_as_prometheus_has_them(busy: System) -> None:
    found, of = samples(), {"system": "records", "since": "received"}
    assert value(found, "accepted_seconds_bucket", le="0.25", **of) == 0
    assert value(found, "accepted_seconds_bucket", le="0.5", **of) == 2
    assert value(found, "accepted_seconds_bucket", le="+Inf", **of) == 2
    assert value(found, "accepted_seconds_count", **of) == 2
    assert value(found, "accepted_seconds_sum", **of) == 0.8


def test_a_pause_is_said_and_no_person_ever(busy: System) -> None:
    connectors.pause(system=busy, by=make.officer(), reason="Sample asked")
    text = Client().get("/metrics").content.decode()
    assert 'fieldbook_paused{system="records"} 1.0' in text
    assert "Sample" not in text and "07700 9" not in text


def test_every_metric_in_the_rules_exists(busy: System) -> None:
    exposed = {name for name, _ in samples()}
    groups = yaml.safe_load(RULES.read_text())["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    asked = {name for rule in rules for name in _WORDS.findall(rule["expr"])}
    assert len(asked) > 10
    assert asked - exposed - THEIRS == set()
    assert all(rule["labels"]["severity"] and rule["annotations"]["summary"] for rule in rules)


def test_labels_in_the_rules_are_those_we_give(busy: System) -> None:
    given: dict[str, set[str]] = {}
    for name, labels in samples():
        given.setdefault(name, set()).update(label for label, _ in labels)
    text = RULES.read_text()
    for name, selector in re.findall(r"(fieldbook_[a-z_]+)\{([^}]*)\}", text):
        assert set(re.findall(r"(\w+)\s*=", selector)) <= given[name], name


def test_more_systems_are_no_more_statements(busy: System) -> None:
    with CaptureQueriesContext(connection) as one:
        samples()
    for n in range(5):
        rows.delivery(written.system(f"system-{n}"), State.REJECTED)
    with CaptureQueriesContext(connection) as six:
        samples()
    assert len(one) == len(six)
