"""The Celery application. Its settings are in settings.py under CELERY_."""

import os

from celery import Celery
from celery.signals import worker_ready

from backend import sweeper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("fieldbook")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def _sweep(**_: object) -> None:
    sweeper.start(app)
