"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.watch.actions import alerting, looking_back, screening, weeding


@shared_task(name="watch.keep_up", ignore_result=True)
def keep_up() -> None:
    """What a push left to others: listings that are new, and hits that nobody heard of yet."""
    looking_back.look_back()
    for listing in screening.waiting():
        alerting.tell(listing)


@shared_task(name="watch.weed", ignore_result=True)
def weed() -> None:
    weeding.weed()
    weeding.remind()
    weeding.forget()
