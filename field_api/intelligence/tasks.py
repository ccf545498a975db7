"""What workers do for recognition; `sweep`, `listen`, `forget` are rounds of the sweeper."""

from celery import shared_task

from field_api.intelligence import actions as intelligence
from field_api.intelligence.actions import hearing


@shared_task(name="intelligence.read", ignore_result=True)
def read() -> None:
    intelligence.keep_up()


@shared_task(name="intelligence.sweep", ignore_result=True)
def sweep() -> None:
    intelligence.sweep()


@shared_task(name="intelligence.hear", ignore_result=True)
def hear() -> None:
    hearing.hear()


@shared_task(name="intelligence.listen", ignore_result=True)
def listen() -> None:
    hearing.listen()


@shared_task(name="intelligence.forget", ignore_result=True)
def forget() -> None:
    hearing.forget()
