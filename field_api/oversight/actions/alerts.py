"""Raising, raising further and clearing alerts; acknowledging them."""

import logging
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from field_api.identity.models import Officer
from field_api.ledger import actions as ledger
from field_api.ledger.rules import Act
from field_api.lib import clock
from field_api.oversight.actions import telling, watching
from field_api.oversight.models import Alert, Watch
from field_api.oversight.rules.alarms import WATCH_SECONDS, Finding

log = logging.getLogger(__name__)

_WATCH_LOCK = 0x66624F56
# A little less than the round's own time, or every other round would come just too early.
_AT_MOST_EVERY = timedelta(seconds=0.8 * WATCH_SECONDS)


def watch() -> bool:
    """Look over the house once and keep what changed. False when another worker just did."""
    with transaction.atomic():
        if not _my_turn():
            return False
        _keep()
        owed = telling.owe()
    if owed:
        telling.nudge()
    return True


@transaction.atomic
def acknowledge(*, alert: Alert, by: Officer) -> Alert:
    """Say that somebody sees to it. It stays open until its cause is gone, and asks again when it
    gets worse. The first who acknowledges stays named.
    """
    alert = Alert.objects.select_for_update().get(pk=alert.pk)
    if alert.cleared_at or alert.acknowledged_at:
        return alert
    alert.acknowledged_at, alert.acknowledged_by = clock.now(), by
    alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
    ledger.record(
        act=Act.DECISION,
        actor=by.actor,
        subject=f"alert:{alert.pk}",
        details={"verb": "acknowledge", "what": alert.what, "level": alert.level},
    )
    return alert


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_WATCH_LOCK])
        if not cursor.fetchone()[0]:
            return False
    Watch.objects.get_or_create(pk=1)
    over = Q(watched_at=None) | Q(watched_at__lte=Now() - _AT_MOST_EVERY)
    return bool(Watch.objects.filter(over).update(watched_at=Now()))


def _keep() -> None:
    # Locked, so that a mail's mark and an officer's acknowledgement are not written over.
    rows = Alert.objects.open().select_for_update(no_key=True)
    standing = {(row.system_id, row.what, row.key): row for row in rows}
    levels = {key: row.level for key, row in standing.items()}
    for finding in watching.findings(levels):
        row = standing.pop((finding.system, finding.what.value, finding.key), None)
        if row is None:
            _raise(finding)
        else:
            _change(row, finding)
    for row in standing.values():
        row.cleared_at = clock.now()
        row.save(update_fields=["cleared_at"])
        log.info("alert over", extra=_extra(row))


def _raise(finding: Finding) -> None:
    row = Alert.objects.create(
        system_id=finding.system,
        what=finding.what.value,
        key=finding.key,
        level=finding.level,
        details=finding.details,
    )
    log.warning("alert raised", extra=_extra(row))


def _extra(row: Alert) -> dict[str, object]:
    code = row.system.code if row.system else ""
    return {"system": code, "kind": row.what, "state": row.level, "code": row.key}


def _change(row: Alert, finding: Finding) -> None:
    if (row.level, row.details) == (finding.level, finding.details):
        return
    if finding.level > row.level:
        row.acknowledged_at = row.acknowledged_by = None
    # So that it is told again should it rise again.
    row.told_level = min(row.told_level, finding.level)
    row.level, row.details = finding.level, finding.details
    row.save(update_fields=["level", "details", "told_level", "acknowledged_at", "acknowledged_by"])
