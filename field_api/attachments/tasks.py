"""What workers do with files; the second is a round that any sweeper may make at any time."""

from celery import shared_task

from field_api.attachments import actions


@shared_task(name="attachments.settle", ignore_result=True)
def settle() -> None:
    actions.settle()


@shared_task(name="attachments.sweep", ignore_result=True)
def sweep() -> None:
    actions.sweep()
