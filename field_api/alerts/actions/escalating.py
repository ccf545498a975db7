"""Telling supervisors of what their officers have not seen."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from field_api.alerts.actions import telling
from field_api.alerts.actions.reaching import Whom, reach
from field_api.alerts.models import Addressed, Alert, Target
from field_api.feed import actions as feed
from field_api.identity import actions as identity
from field_api.identity.models import Officer, Unit
from field_api.identity.rules import Role
from field_api.lib import clock

_ANSWERING = (Role.SUPERVISOR, Role.INSPECTOR)
_AT_ONCE = 500


def escalate() -> int:
    """Bring each alert that was not seen in time to whoever supervises the officer: the nearest who
    may know of it, else whoever is above. How many officers were found not to have seen theirs.

    Once for each officer. Where nobody is above who may know of it, the desk alone shows it.
    """
    found: dict[Alert, list[Addressed]] = defaultdict(list)
    for row in _overdue():
        found[row.alert].append(row)
    return sum(_bring_up(alert, rows) for alert, rows in found.items())


def _overdue() -> Iterable[Addressed]:
    waited = ExpressionWrapper(Now() - F("told_at"), output_field=DurationField())
    rows = Addressed.objects.filter(
        alert__in=Alert.objects.running(), escalated_at=None, told_at__isnull=False
    )
    rows = rows.annotate(waited=waited).filter(waited__gte=F("alert__unseen_for")).unseen()
    return rows.select_related("alert", "officer").order_by("alert_id", "officer_id")[:_AT_ONCE]


def _bring_up(alert: Alert, rows: list[Addressed]) -> int:
    with feed.work():
        # Whoever saw it, or was brought up by another worker, since we looked.
        still = Addressed.objects.filter(pk__in=[row.pk for row in rows], escalated_at=None)
        held = set(still.select_for_update(skip_locked=True).values_list("pk", flat=True))
        unseen = [row for row in rows if row.pk in held]
        Addressed.objects.filter(pk__in=held).update(escalated_at=clock.now())
        for whom in _above(alert, [row.officer for row in unseen]):
            target = whom.target()
            target.alert, target.escalation = alert, True
            Target.objects.bulk_create([target], ignore_conflicts=True)
    telling.bring_round(alert.pk)
    with feed.work():
        telling.tell(alert.pk, telling.escalated_to(alert))
    return len(unseen)


def _above(alert: Alert, officers: list[Officer]) -> set[Whom]:
    homes = identity.home_units(officers)
    found = {_nearest(alert, homes[one.pk], one) for one in officers if one.pk in homes}
    return {whom for whom in found if whom is not None}


def _nearest(alert: Alert, unit: Unit | None, officer: Officer) -> Whom | None:
    """Somebody else than the officer, in their unit or up the tree."""
    while unit is not None:
        for role in _ANSWERING:
            whom = Whom(unit=unit, role=role, below=False)
            there = reach([whom], marking=alert.marking, groups=alert.groups)
            if set(there.officers) - {officer.pk}:
                return whom
        unit = unit.parent
    return None
