"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.ledger.actions import seal as sealing


@shared_task(name="ledger.seal")
def seal() -> int:
    return sealing()


@shared_task(name="ledger.seal_missed")
def seal_missed() -> int:
    return sealing(everything=True)
