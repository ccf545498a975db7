"""The project as an app, so that its commands and checks are found."""

from django.apps import AppConfig
from django.core.checks import register

from backend import checks


class BackendConfig(AppConfig):
    name = "backend"

    def ready(self) -> None:
        register(checks.tasks_leave_the_request)
        register(checks.the_database_is_postgresql)
