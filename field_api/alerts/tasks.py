"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.alerts import actions as alerts
from field_api.alerts.actions import telling


@shared_task(name="alerts.keep_up", ignore_result=True)
def keep_up() -> None:
    alerts.keep_up()


@shared_task(name="alerts.readdress", ignore_result=True)
def readdress() -> None:
    telling.readdress()


@shared_task(name="alerts.escalate", ignore_result=True)
def escalate() -> None:
    alerts.escalate()


@shared_task(name="alerts.forget", ignore_result=True)
def forget() -> None:
    alerts.forget_old()
