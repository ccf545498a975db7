"""Rounds that any worker may make at any time."""

from celery import shared_task

from field_api.tasking import actions as tasking


@shared_task(name="tasking.keep_up", ignore_result=True)
def keep_up() -> None:
    tasking.keep_up()


@shared_task(name="tasking.look_after", ignore_result=True)
def look_after() -> None:
    tasking.look_after()


@shared_task(name="tasking.forget", ignore_result=True)
def forget() -> None:
    tasking.forget_old()
