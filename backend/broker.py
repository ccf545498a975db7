"""How Celery runs: what it reads as its configuration. Where its broker is, settings.py says."""

from django.conf import settings
from kombu import Queue

CELERY_BROKER_URL = settings.BROKER_URL
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_QUEUES = [Queue("drain"), Queue("query"), Queue("periodic")]
CELERY_TASK_DEFAULT_QUEUE = "drain"
CELERY_TASK_CREATE_MISSING_QUEUES = False
# Early ack: a hint is worth nothing twice, and the sweeper repeats one that was lost.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5.0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2.0
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 2.0
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# None: keep trying. A broker that is away for an hour must not end the worker.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2.0,
    "socket_keepalive": True,
    # A broker that is gone refuses a hint in 7 ms with these; with the defaults it took 2 s.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
# Without this Celery's Django support closes the connection around every task (11 ms a task).
CELERY_DB_REUSE_MAX = 100_000
