"""A round that any worker may make at any time."""

from celery import shared_task

from field_api.feed import actions as feed


@shared_task(name="feed.forget")
def forget() -> int:
    return feed.forget()
