"""Looking over the house: what is somebody's business at this moment."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max

from field_api.connectors.models import System
from field_api.delivery.models import Attempt
from field_api.ledger import actions as ledger
from field_api.ledger.rules.witnessing import Fault
from field_api.lib import clock
from field_api.oversight.actions import health
from field_api.oversight.actions.health import Breaker, Health
from field_api.oversight.models import Difference, Reconciliation
from field_api.oversight.rules import alarms
from field_api.oversight.rules.alarms import Finding, What
from field_api.oversight.rules.reconciling import Run
from field_api.policy.actions import glass

# Levels as they stand: (system, what, key) to level. What was reached is left a little later.
Levels = dict[tuple[int | None, str, str], int]


_FURTHER: list[Callable[[], Iterable[Finding]]] = []


def watch_too(ask: Callable[[], Iterable[Finding]]) -> None:
    """Have a floor above say what it finds, each time: said once, at the start."""
    if ask not in _FURTHER:
        _FURTHER.append(ask)


def findings(levels: Levels) -> list[Finding]:
    """Everything of level 50 or more, from a handful of statements."""
    rows, now = health.facts(System.objects.all(), certificates=True), clock.now()
    found = [finding for one in rows for finding in _of(one, levels, now)]
    found += [_stalled(rows, now), _broken(), *_reconciled(), *_recorded()]
    found += [finding for ask in _FURTHER for finding in ask()]
    # Of two certificates by one name the worse counts: an alert stands once for each thing.
    worst = sorted((one for one in found if one.level), key=lambda one: one.level)
    return list({(one.system, one.what, one.key): one for one in worst}.values())


def _of(one: Health, levels: Levels, now: datetime) -> Iterator[Finding]:
    key = one.system.pk
    if one.active:
        yield _lag(one, levels.get((key, What.LAG.value, ""), 0))
        yield _breaker(one, now)
    details = {"count": one.dead, "states": dict(sorted(one.dead_by_state.items()))}
    dead = alarms.of_steps(one.dead, alarms.DEAD_LETTERS)
    yield Finding(key, What.DEAD_LETTERS, dead, details=details)
    late = one.backlog.late
    level = alarms.of_steps(late, alarms.LATE)
    yield Finding(key, What.LATE, level, details={"count": late})
    yield from _certificates(one, now)


def _lag(one: Health, was: int) -> Finding:
    level = alarms.of_budget(100 * (one.lag_used or 0.0), was)
    details = {
        "seconds": round(one.lag or 0.0),
        "budget": one.system.lag_seconds,
        "open": one.backlog.open,
    }
    return Finding(one.system.pk, What.LAG, level, details=details)


def _breaker(one: Health, now: datetime) -> Finding:
    shut = one.breaker in (Breaker.OPEN, Breaker.TRYING) and one.open_since
    seconds = (now - one.open_since).total_seconds() if shut and one.open_since else 0.0
    level = alarms.of_steps(seconds, alarms.BREAKER_SECONDS)
    return Finding(one.system.pk, What.BREAKER, level, details={"seconds": round(seconds)})


def _certificates(one: Health, now: datetime) -> Iterator[Finding]:
    for ending in one.certificates:
        gone = (alarms.CERTIFICATE_NOTICE - (ending.ends_at - now)).total_seconds() / 86_400
        level = alarms.of_steps(gone, alarms.CERTIFICATE_DAYS)
        details = {"name": ending.name, "ends_on": ending.ends_at.date().isoformat()}
        yield Finding(one.system.pk, What.CERTIFICATE, level, ending.name[:120], details)


def _stalled(rows: list[Health], now: datetime) -> Finding:
    """As /health/working has it, without systems that are left alone for a reason."""
    waits = [
        one.backlog.due
        for one in rows
        if one.active and one.backlog.due and one.breaker is not Breaker.OPEN
    ]
    since = (now - min(waits)).total_seconds() if waits else 0.0
    # By id: append-only rows come in that order, and only ids have an index.
    tried = Attempt.objects.order_by("-id").values_list("finished_at", flat=True).first()
    idle = (now - tried).total_seconds() if tried else since
    level = 100 if min(since, idle) >= settings.STALLED_SECONDS else 0
    return Finding(None, What.STALLED, level, details={"seconds": round(min(since, idle))})


def _broken() -> Finding:
    """At once, so that whoever oversees hears of it; fully once a review is overdue."""
    found = glass.waiting()
    level = 100 if found["overdue"] else 50 if found["unreviewed"] else 0
    return Finding(None, What.GLASS, level, details=dict(found))


def _reconciled() -> Iterator[Finding]:
    open_ones = Difference.objects.open().order_by().values_list("reconciliation__system")
    for system, count in open_ones.annotate(n=Count("pk")):
        level = alarms.of_steps(count, alarms.DIFFERENCES)
        yield Finding(system, What.RECONCILIATION, level, details={"count": count})
    nights = Reconciliation.objects.filter(night__isnull=False).order_by().values("system")
    newest = set(nights.annotate(at=Max("night")).values_list("system", "at"))
    failed = Reconciliation.objects.filter(night__isnull=False, state=Run.FAILED.value)
    for system, night in failed.values_list("system", "night"):
        if (system, night) in newest:
            yield Finding(system, What.RECONCILIATION, 50, "failed")


def _recorded() -> Iterator[Finding]:
    seconds = ledger.lag_seconds()
    level = alarms.of_steps(seconds, alarms.SEALING_SECONDS)
    yield Finding(None, What.SEALING, level, details={"seconds": round(seconds)})
    for what, count in ledger.recent().items():
        # Who put a backup back knows of it; that handsets noticed is good to know.
        level = 50 if what == Fault.PUT_BACK else 100
        yield Finding(None, What.RECORD, level, what, {"what": what, "count": count})
