"""The Celery application. Its settings are in broker.py."""

import logging
import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from celery import Celery, Task
from celery.signals import task_prerun, worker_init, worker_ready
from celery.worker import strategy
from django.conf import settings
from django.db import close_old_connections

from backend import sweeper
from field_api.lib import trace

log = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")


def guarded(task: Any, app: Any, consumer: Any, **more: Any) -> Callable[..., Any]:
    """Celery's own way of taking a message, but one it cannot read is refused.

    Else a body that is no object, or bytes without a content type, ends the worker, goes back into
    the queue and ends the next: whoever holds the broker could stop all deliveries with one.
    """
    take = strategy.default(task, app, consumer, **more)

    def refuse_unread(message: Any, *given: Any, **named: Any) -> Any:
        try:
            return take(message, *given, **named)
        except (TypeError, AttributeError, KeyError, ValueError) as error:
            log.warning("a message was refused", extra={"reason": type(error).__name__})
            return message.reject_log_error(log, consumer.connection_errors)

    return refuse_unread


class Guarded(Task):  # type: ignore[type-arg]
    Strategy = "backend.celery:guarded"


app = Celery("fieldbook", task_cls="backend.celery:Guarded")
app.config_from_object("backend.broker", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _look(**_: object) -> None:
    import_module("backend.boot").refuse_unsafe()  # which needs settings, and they this module


@worker_ready.connect
def _sweep(**_: object) -> None:
    # Officers wait for what an asker does, and for it alone.
    if settings.ROLE != "asker":
        sweeper.start(app)
        return
    try:
        import_module("field_api.queries.actions").make_ready()
    except Exception as error:
        log.warning("could not make ready to ask", extra={"reason": type(error).__name__})


@task_prerun.connect
def begin(task_id: str = "", **_: object) -> None:
    """What a request does for itself: a trace of its own, and a connection that works.

    Celery keeps a thread's connection over tasks and never looks at it, so after a restart of
    PostgreSQL every task of every thread would fail until the worker is restarted too.
    """
    trace.begin(task_id)
    close_old_connections()
