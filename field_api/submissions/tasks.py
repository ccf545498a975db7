"""Rounds that any worker may make at any time, and mails, which wait for another machine."""

from celery import shared_task

from field_api.submissions.actions import escalating


@shared_task(name="submissions.escalate", ignore_result=True)
def escalate() -> None:
    escalating.escalate()


@shared_task(name=escalating.MAIL, ignore_result=True)
def mail_of_waiting() -> None:
    escalating.mail()
