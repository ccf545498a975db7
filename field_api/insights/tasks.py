"""What workers do for insight; `sweep` and `again` are rounds of the sweeper."""

from celery import shared_task

from field_api.insights.actions import counting


@shared_task(name=counting.COUNT, ignore_result=True)
def count() -> None:
    counting.refresh()


@shared_task(name="insights.sweep", ignore_result=True)
def sweep() -> None:
    counting.sweep()


@shared_task(name="insights.again", ignore_result=True)
def again() -> None:
    counting.at_night()
