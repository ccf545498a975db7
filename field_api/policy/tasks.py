"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.policy.actions import importing


@shared_task(name="policy.forget")
def forget() -> int:
    return importing.forget()
