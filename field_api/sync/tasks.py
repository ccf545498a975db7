"""A round that any worker may make at any time."""

from celery import shared_task

from field_api.sync.actions import withdrawal


@shared_task(name="sync.reconcile_readers")
def reconcile_readers() -> int:
    return len(withdrawal.sweep())
