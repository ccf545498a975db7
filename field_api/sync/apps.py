from django.apps import AppConfig


class Sync(AppConfig):
    name = "field_api.sync"
    default_auto_field = "django.db.models.BigAutoField"
