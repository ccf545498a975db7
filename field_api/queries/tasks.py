"""What workers do for queries; the last two are rounds that any sweeper may make at any time."""

from celery import shared_task

from field_api.queries import actions as queries
from field_api.queries.rules import legs


@shared_task(name=legs.ASK_LEG, ignore_result=True)
def ask_leg(leg_id: int) -> None:
    queries.run_leg(leg_id)


@shared_task(name=legs.CLOSE_OVERDUE, ignore_result=True)
def close_overdue() -> None:
    queries.sweep_overdue()


@shared_task(name=legs.ERASE, ignore_result=True)
def erase() -> None:
    queries.erase_expired()
