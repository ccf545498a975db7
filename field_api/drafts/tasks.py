"""The round that removes old drafts; any sweeper may make it at any time."""

from celery import shared_task

from field_api.drafts import actions as drafts
from field_api.drafts.rules import FORGET


@shared_task(name=FORGET, ignore_result=True)
def forget() -> None:
    drafts.forget_old()
