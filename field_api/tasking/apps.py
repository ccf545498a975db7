from django.apps import AppConfig


class Tasking(AppConfig):
    name = "field_api.tasking"
    default_auto_field = "django.db.models.BigAutoField"
