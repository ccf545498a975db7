"""The Celery application. Its settings are in broker.py."""

import os
from importlib import import_module

from celery import Celery
from celery.signals import task_prerun, worker_init, worker_ready
from django.db import close_old_connections

from backend import sweeper
from field_api.lib import trace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("fieldbook")
app.config_from_object("backend.broker", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def _look(**_: object) -> None:
    import_module("backend.boot").refuse_unsafe()  # which needs settings, and they this module


@worker_ready.connect
def _sweep(**_: object) -> None:
    sweeper.start(app)


@task_prerun.connect
def begin(task_id: str = "", **_: object) -> None:
    """What a request does for itself: a trace of its own, and a connection that works.

    Celery keeps a thread's connection over tasks and never looks at it, so after a restart of
    PostgreSQL every task of every thread would fail until the worker is restarted too.
    """
    trace.begin(task_id)
    close_old_connections()
