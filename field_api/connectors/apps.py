from django.apps import AppConfig


class Connectors(AppConfig):
    name = "field_api.connectors"
    default_auto_field = "django.db.models.BigAutoField"
