"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.audit.actions import drawing, sweeping
from field_api.audit.rules.words import REMIND, SWEEP


@shared_task(name=SWEEP)
def sweep() -> int:
    return sweeping.sweep()


@shared_task(name=REMIND)
def remind() -> int:
    drawing.remind()
    return sweeping.forget()
