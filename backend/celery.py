"""The Celery application. Its settings are in settings.py under CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

app = Celery("fieldbook")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
