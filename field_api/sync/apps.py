from importlib import import_module

from django.apps import AppConfig


class Sync(AppConfig):
    name = "field_api.sync"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        watching = import_module("field_api.oversight.actions.watching")
        watching.watch_too(import_module("field_api.sync.actions.losses").findings)
        standing = import_module("field_api.insights.actions.standing")
        standing.unsent_counted_by(import_module("field_api.sync.actions.unsent").unsent)
