"""The round that dates reviews; any sweeper may make it at any time."""

from celery import shared_task

from field_api.retention import actions


@shared_task(name=actions.TASK, ignore_result=True)
def compute() -> int:
    return actions.sweep()
