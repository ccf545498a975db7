"""What must hold before any process starts, beyond Django's own checks."""

from collections.abc import Sequence

from celery import current_app
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def tasks_leave_the_request(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Eager tasks would deliver inside the transaction that made the delivery."""
    if not current_app.conf.task_always_eager:
        return []
    return [Error("CELERY_TASK_ALWAYS_EAGER must stay off.", id="fieldbook.E001")]


def the_database_is_postgresql(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Constraints, SKIP LOCKED and triggers carry promises that no other database keeps."""
    if settings.DATABASES["default"]["ENGINE"] == "backend.postgresql":
        return []
    return [Error("The database must be PostgreSQL.", id="fieldbook.E002")]
