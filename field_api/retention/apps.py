from django.apps import AppConfig


class Retention(AppConfig):
    name = "field_api.retention"
    default_auto_field = "django.db.models.BigAutoField"
