"""What workers are hinted to do. Arguments are ids, never content."""

from celery import shared_task

from field_api.delivery import actions
from field_api.delivery.actions import overdue, replay, retention
from field_api.delivery.rules import DRAIN


@shared_task(name=DRAIN)
def drain(system_id: int) -> int:
    return actions.drain(system_id)


@shared_task(name="delivery.sweep")
def sweep() -> list[int]:
    return actions.sweep()


@shared_task(name="delivery.forget")
def forget() -> dict[str, int]:
    return retention.forget()


@shared_task(name=replay.REPLAY)
def again(replay_id: int) -> int:
    return replay.run(replay_id)


@shared_task(name=overdue.ASK)
def ask(system_id: int) -> int:
    return overdue.ask(system_id)
