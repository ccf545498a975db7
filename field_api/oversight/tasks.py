"""Rounds that any worker may make at any time, and work that waits for other machines."""

from celery import shared_task

from field_api.oversight.actions import alerts, counting, reconcile, telling
from field_api.oversight.rules.alarms import TELL
from field_api.oversight.rules.reconciling import STEP_TASK


@shared_task(name="oversight.watch")
def watch() -> bool:
    watched = alerts.watch()
    if watched:
        counting.count()
    return watched


@shared_task(name=TELL)
def tell() -> int:
    return telling.tell()


@shared_task(name="oversight.reconcile")
def sweep_reconciliations() -> list[int]:
    return reconcile.sweep()


@shared_task(name=STEP_TASK)
def reconcile_step(reconciliation_id: int) -> None:
    reconcile.step(reconciliation_id)
