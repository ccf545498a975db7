"""The project as an app, so that its commands and checks are found."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from backend import checks, enrolment
from backend.celery import app as celery


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        # Without a default application, a task named in a web process would be sent to localhost.
        celery.set_default()
        register(checks.tasks_leave_the_request)
        register(checks.the_database_is_postgresql)
        register(checks.a_site_shows_no_debug_pages)
        register(checks.the_handset_may_read)
        register(checks.row_security_binds_the_role, Tags.database)
        register(enrolment.enrolment_is_closed, deploy=True)
