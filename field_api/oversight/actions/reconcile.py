"""Comparing with what a system says it holds: every night, and when somebody asks."""

import csv
import io
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Now

from field_api.connectors import actions as connectors
from field_api.connectors.models import System
from field_api.connectors.rules import Capability, NoAnswer
from field_api.connectors.rules import State as SystemState
from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock, hints
from field_api.oversight.actions import comparing
from field_api.oversight.actions.apart import apart
from field_api.oversight.actions.comparing import Compared
from field_api.oversight.models import Difference, Reconciliation
from field_api.oversight.rules import reconciling
from field_api.oversight.rules.reconciling import QUEUE, STEP_TASK, Apart, Run

log = logging.getLogger(__name__)

COLUMNS = (
    "what",
    "key",
    "reference",
    "received_at",
    "ours_sha256",
    "their_sha256",
    "delivery",
    "settled_at",
    "note",
)


class Refused(ValueError):
    """A comparison that can't be begun; the message says why, for a person."""


def lists(system: System) -> bool:
    """Whether the system can say what it holds."""
    return Capability.LISTING in connectors.connector(system).capabilities


def start(
    *, system: System, since: datetime, until: datetime, by: Officer | None = None
) -> Reconciliation:
    """Begin to compare what was delivered from `since` to `until`, up to two minutes ago at most.
    Workers do it, step by step; its row says how far they are. Raises Refused.
    """
    until = min(until, clock.now() - reconciling.IN_FLIGHT)
    if system.state != SystemState.ACTIVE.value:
        raise Refused("it is paused, and is asked nothing meanwhile")
    if not lists(system):
        raise Refused("it gives no list of what it holds")
    if not since < until <= since + reconciling.LONGEST:
        raise Refused("the time must begin before it ends and be no longer than 31 days")
    with transaction.atomic():
        made = _made(system, since, until, by=by)
        if made is None:
            raise Refused("it is being compared at this moment")
        _record(by, made, {"verb": "reconcile"})
    transaction.on_commit(lambda: _hint(made.pk), robust=True)
    return made


def sweep() -> list[int]:
    """Begin the nights that are due, and hint at everything nobody works on. Their ids."""
    _begin_nights(clock.now())
    rows = Reconciliation.objects.filter(state=Run.RUNNING.value).filter(_UNCLAIMED)
    waiting = list(rows.order_by("pk").values_list("pk", flat=True))
    for key in waiting:
        _hint(key)
    return waiting


def step(reconciliation_id: int) -> Reconciliation | None:
    """Compare the next six hours. None when another worker does, or there is nothing left to do.

    A night that gets no answer is tried three times, a quarter of an hour apart.
    """
    run = _claim(reconciliation_id)
    if run is None:
        return None
    until = min(run.compared_until + reconciling.STEP, run.until)
    try:
        compared = comparing.compare(run.system, run.compared_until, until)
    except NoAnswer as error:
        _failed(run, error.reason)
    except Exception as error:
        # A fault of our own connector must end this comparison and nothing else.
        log.exception("a comparison failed", extra={"system": run.system.code})
        _failed(run, f"our connector failed: {type(error).__name__}")
    else:
        if _keep(run, until, compared) and until < run.until:
            _hint(run.pk)
    run.refresh_from_db()
    return run


@transaction.atomic
def settle(*, difference: Difference, by: Officer, note: str) -> Difference:
    """Say what became of a difference. The first who does stays named. Raises Refused without a
    note.
    """
    if not note.strip():
        raise Refused("a note is needed")
    row = Difference.objects.select_for_update().get(pk=difference.pk)
    if row.settled_at is None:
        row.settled_at, row.settled_by, row.note = clock.now(), by, note.strip()[:300]
        row.save(update_fields=["settled_at", "settled_by", "note"])
        details = {"verb": "settle", "what": row.what, "key": str(row.key)}
        _record(by, row.reconciliation, details)
    return row


@transaction.atomic
def export(*, reconciliation: Reconciliation, by: Officer) -> Iterator[str]:
    """The differences as lines of CSV (RFC 4180), keys and hashes only; safe in a spreadsheet."""
    _record(by, reconciliation, {"verb": "export"}, act=Act.CONSULTATION)
    return _lines(reconciliation)


_UNCLAIMED = Q(claimed_until=None) | Q(claimed_until__lte=Now())


def _begin_nights(now: datetime) -> None:
    active = System.objects.filter(state=SystemState.ACTIVE.value, takes_entries=True)
    for system in active.order_by("pk"):
        nights = Reconciliation.objects.filter(system=system, night__isnull=False)
        last = nights.filter(state=Run.DONE.value).order_by("-until").first()
        due = reconciling.window(
            system.code,
            now=now,
            zone=settings.TIME_ZONE,
            done_until=last.until if last else None,
        )
        if due and not nights.filter(night=due[0]).exists() and lists(system):
            night, since, until = due
            if since < until:
                _made(system, since, until, night=night)


def _made(
    system: System, since: datetime, until: datetime, **other: object
) -> Reconciliation | None:
    """None when one runs already, or another worker has begun this night."""
    row = Reconciliation(system=system, since=since, until=until, compared_until=since)
    row.asked_by, row.night = other.get("by"), other.get("night")  # type: ignore[assignment]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def _hint(key: int) -> None:
    def step_by_ourselves() -> None:
        step(key)

    hints.send(STEP_TASK, key, queue=QUEUE, otherwise=apart(step_by_ourselves))


def _claim(key: int) -> Reconciliation | None:
    rows = Reconciliation.objects.filter(pk=key, state=Run.RUNNING.value).filter(_UNCLAIMED)
    if not rows.update(claimed_until=Now() + timedelta(seconds=reconciling.LEASE_SECONDS)):
        return None
    run = Reconciliation.objects.select_related("system").get(pk=key)
    if run.system.state != SystemState.ACTIVE.value:
        _later(run)
        return None
    return run


def _later(run: Reconciliation) -> None:
    wait = timedelta(seconds=reconciling.AGAIN_SECONDS)
    Reconciliation.objects.filter(pk=run.pk).update(claimed_until=Now() + wait)


def _failed(run: Reconciliation, reason: str) -> None:
    rows = Reconciliation.objects.filter(pk=run.pk, state=Run.RUNNING.value)
    rows.update(error=reason[:200], failures=F("failures") + 1)
    if run.night is not None and run.failures + 1 < reconciling.TRIES:
        _later(run)
    else:
        rows.update(state=Run.FAILED.value, ended_at=Now(), claimed_until=None)


@transaction.atomic
def _keep(run: Reconciliation, until: datetime, compared: Compared) -> bool:
    """False, and nothing written, when another worker has done this step meanwhile."""
    mine = Reconciliation.objects.filter(
        pk=run.pk, state=Run.RUNNING.value, compared_until=run.compared_until
    )
    moved = mine.update(
        compared_until=until,
        claimed_until=None,
        error="",
        ours=F("ours") + compared.ours,
        theirs=F("theirs") + compared.theirs,
    )
    if not moved:
        return False
    for difference in compared.differences:
        difference.reconciliation = run
    Difference.objects.bulk_create(compared.differences, batch_size=1000, ignore_conflicts=True)
    # Counted from the rows: the margins of two steps overlap, and what is noted is noted once.
    counted = run.differences.order_by().values_list("what").annotate(n=Count("pk"))
    counts = {what.value: 0 for what in Apart} | dict(counted)
    rows = Reconciliation.objects.filter(pk=run.pk)
    rows.update(**counts)
    if until >= run.until:
        rows.update(state=Run.DONE.value, ended_at=Now())
        _replace_earlier(run)
    return True


def _replace_earlier(run: Reconciliation) -> None:
    """What an earlier comparison of the same time found is settled: this one says how it is now."""
    earlier = Difference.objects.open().filter(
        reconciliation__system=run.system,
        reconciliation__since__gte=run.since,
        reconciliation__until__lte=run.until,
        reconciliation__lt=run.pk,
    )
    earlier.update(settled_at=Now(), note=f"compared again, number {run.pk}")


def _lines(reconciliation: Reconciliation) -> Iterator[str]:
    yield _line(COLUMNS)
    for row in reconciliation.differences.order_by("what", "id").iterator():
        values = (getattr(row, "delivery_id" if name == "delivery" else name) for name in COLUMNS)
        yield _line([_cell(value) for value in values])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return clock.iso(value) if isinstance(value, datetime) else reconciling.safe(str(value))


def _line(cells: object) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)  # type: ignore[arg-type]
    return line.getvalue()


def _record(
    by: Officer | None,
    run: Reconciliation,
    details: dict[str, str],
    act: Act = Act.DECISION,
) -> None:
    ledger.record(
        act=act,
        actor=by.actor if by else "house",
        subject=f"system:{run.system.code}",
        details={**details, "reconciliation": run.pk},
    )
