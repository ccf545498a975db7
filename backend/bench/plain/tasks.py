"""The baseline of delivery: one Celery task for each, as the documentation of Celery shows it.

The task carries the delivery's id, retries by itself with back-off, and runs in Celery's default
pool with Django's default connections: one for every task.
"""

import os

import requests
from celery import Celery
from django.apps import apps
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.bench.plain.tasking")

app = Celery("plain")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue("plain"), Queue("plain-rest")]
app.conf.task_default_queue = "plain"

TIMEOUT_SECONDS = 10


@app.task(
    name="plain.deliver",
    bind=True,
    acks_late=True,
    autoretry_for=(requests.RequestException,),
    retry_backoff=True,
    max_retries=5,
)
def deliver(self: object, pk: str) -> None:
    sending = apps.get_model("plain", "Sending").objects.get(pk=pk)
    answer = requests.post(
        f"{sending.url}/api/entries",
        data=bytes(sending.body),
        headers={"Content-Type": "application/json", "Idempotency-Key": str(sending.pk)},
        timeout=TIMEOUT_SECONDS,
    )
    answer.raise_for_status()
    sending.reference = answer.json()["reference"]
    sending.delivered = True
    sending.save()
