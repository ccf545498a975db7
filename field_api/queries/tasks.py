"""What workers do for queries; the others are rounds that any sweeper may make at any time."""

from uuid import UUID

from celery import shared_task

from field_api.queries import actions as queries
from field_api.queries.actions.weeding import weed_judgements
from field_api.queries.rules import legs

_PATIENCE_S = 2.0  # for a thread, when all ask; more hints wait at the broker meanwhile


@shared_task(name=legs.ASK, ignore_result=True)
def ask(query_id: str) -> None:
    queries.run(UUID(query_id), patience=_PATIENCE_S)
    queries.let_go()


@shared_task(name=legs.CLOSE_OVERDUE, ignore_result=True)
def close_overdue() -> None:
    queries.sweep_overdue()


@shared_task(name=legs.ERASE, ignore_result=True)
def erase() -> None:
    queries.erase_expired()
    weed_judgements()


@shared_task(name=legs.FORGET, ignore_result=True)
def forget_answers() -> None:
    queries.forget()
