"""What /metrics says of the work, from the rows: every process on every host says the same.

Bounded whatever the age of the house: open rows and those that need a person have indexes of their
own, and what only ever grows was counted by the watch (`oversight.actions.counting`).
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Count
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from backend import progress
from field_api.connectors.models import System
from field_api.delivery.models import Delivery
from field_api.delivery.rules import FOR_A_PERSON
from field_api.ledger import actions as ledger
from field_api.lib import clock
from field_api.notebook.models import Entry
from field_api.oversight.actions import counting, health
from field_api.oversight.actions.health import Breaker, Health
from field_api.oversight.models import Alert, Difference, Notice, Tally, Timing, Watch
from field_api.oversight.rules.measures import cumulative
from field_api.queries.models import Query

_ESTIMATED_FROM = 100_000

Sample = tuple[Sequence[str], float]


class WorkCollector(Collector):
    def collect(self) -> Iterator[Metric]:
        rows = health.facts(System.objects.all())
        yield from _of_systems(rows)
        yield from _counted()
        yield from _for_people()
        yield from _of_the_house()


def _of_systems(rows: list[Health]) -> Iterator[Metric]:
    yield _gauges("deliveries", "Open, or waiting for a person", ("system", "state"), _states(rows))
    per_system = {
        "lag_seconds": ("Age of the oldest open delivery", lambda one: one.lag or 0.0),
        "lag_ratio": ("The same, as a part of the system's budget", lambda one: one.lag_used or 0),
        "late": ("Open past the time they had to be there by", lambda one: one.backlog.late),
        "breaker_open": ("1 while a system is left alone", lambda one: float(_is_shut(one))),
        "paused": ("1 while a person keeps a system from being sent", lambda one: not one.active),
    }
    for name, (help, value) in per_system.items():
        samples = [((one.system.code,), float(value(one))) for one in rows]
        yield _gauges(name, help, ("system",), samples)
    yield _gauges(
        "dead_letters",
        "Only a person can move them, and nothing has taken their place",
        ("system", "state"),
        [
            ((one.system.code, state), count)
            for one in rows
            for state, count in one.dead_by_state.items()
        ],
    )


def _states(rows: list[Health]) -> Iterator[Sample]:
    codes = {one.system.pk: one.system.code for one in rows}
    for one in rows:
        yield (one.system.code, "due"), one.backlog.waiting
        yield (one.system.code, "sending"), one.backlog.in_flight
    dead = Delivery.objects.filter(state__in=[state.value for state in FOR_A_PERSON])
    counted = dead.order_by().values_list("system", "state").annotate(n=Count("pk"))
    for system, state, count in counted:
        if system in codes:
            yield (codes[system], state), count


def _is_shut(one: Health) -> bool:
    return one.breaker in (Breaker.OPEN, Breaker.TRYING)


def _counted() -> Iterator[Metric]:
    attempts = CounterMetricFamily(
        "fieldbook_attempts", "Calls by how they ended", labels=("system", "step", "outcome")
    )
    rows = Tally.objects.values_list("system__code", "step", "outcome", "count")
    for *labels, count in rows.order_by("system__code", "step", "outcome"):
        attempts.add_metric(labels, count)
    yield attempts
    times = HistogramMetricFamily(
        "fieldbook_accepted_seconds",
        "From when an entry was written, or received here, until a system accepted it",
        labels=("system", "since"),
    )
    for timing in Timing.objects.select_related("system").order_by("system__code"):
        for since, (counts, seconds) in counting.totals(timing).items():
            times.add_metric((timing.system.code, since.value), cumulative(counts), seconds)
    yield times


def _for_people() -> Iterator[Metric]:
    alerts = Alert.objects.open().order_by().values_list("system__code", "what", "level")
    yield _gauges(
        "alerts",
        "Open alerts; without a system, of the house",
        ("system", "what", "level"),
        [
            ((code or "", what, str(level)), count)
            for code, what, level, count in alerts.annotate(n=Count("pk"))
        ],
    )
    apart = Difference.objects.open().order_by().values_list("reconciliation__system__code", "what")
    yield _gauges(
        "differences",
        "What a system holds otherwise than we think, not yet settled",
        ("system", "what"),
        [((code, what), count) for code, what, count in apart.annotate(n=Count("pk"))],
    )
    waiting = Notice.objects.filter(sent_at=None)
    yield _gauge("mails_waiting", "Mails about alerts that are not sent", waiting.count())
    failed = waiting.filter(failures__gt=0).count()
    yield _gauge("mails_failing", "Those of them that were tried in vain", failed)


def _of_the_house() -> Iterator[Metric]:
    now = clock.now()
    moving = progress.read(now)
    yield _gauge("oldest_due_seconds", "Age of the oldest due delivery", moving.oldest_due or 0)
    watched = Watch.objects.values_list("watched_at", flat=True).first()
    if watched is not None:
        age = max(0.0, (now - watched).total_seconds())
        yield _gauge("watched_seconds", "Since a worker last looked over the house", age)
    yield _gauge("entries", "Entries in notebooks; from 100,000 on about", _entries())
    yield _gauge("seal_lag_seconds", "Age of the oldest event not sealed", ledger.lag_seconds())
    open_queries = Query.objects.filter(completed_at=None).count()
    yield _gauge("open_queries", "Questions with legs still out", open_queries)


def _entries() -> int:
    """What PostgreSQL keeps for its planner, where counting would read a large table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = 'notebook_entry'::regclass"
        )
        about = int(cursor.fetchone()[0])
    return about if about >= _ESTIMATED_FROM else Entry.objects.count()


def _gauge(name: str, help: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fieldbook_{name}", help, value=value)


def _gauges(
    name: str, help: str, labels: Sequence[str], samples: Iterable[Sample]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"fieldbook_{name}", help, labels=labels)
    for values, number in samples:
        family.add_metric(list(values), number)
    return family
