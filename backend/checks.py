"""What must hold before any process starts, beyond Django's own checks."""

from collections.abc import Sequence

from celery import current_app
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from backend import boot
from backend.postgresql.base import refuse_past_the_wall
from field_api.sync.versions import outdated
from field_api.web.rules import APP


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


def a_site_shows_no_debug_pages(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A debug page shows settings, statements and rows to whoever makes an error happen."""
    try:
        boot.refuse_debug()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="fieldbook.E003")]
    return []


def row_security_binds_the_role(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **kwargs: object,
) -> list[CheckMessage]:
    """Runs where a command looks at the database: `migrate`, and `check --database default`."""
    found: list[CheckMessage] = []
    for name in databases or ():
        line = connections[name]
        line.ensure_connection()
        try:
            refuse_past_the_wall(line.connection)
        except ImproperlyConfigured as error:
            found.append(Error(str(error), id="fieldbook.E004"))
    return found


def the_handset_may_read(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """A doubt, no error: a force may have no handset but an application of its own."""
    if not outdated(APP, settings.MINIMUM_APP):
        return []
    text = f"MINIMUM_APP is {settings.MINIMUM_APP}; the handset page of this house is {APP}."
    hint = "It shows nothing new to officers who use it. What they write is taken all the same."
    return [Doubt(text, hint=hint, id="fieldbook.W001")]
