from django.apps import AppConfig


class Alerts(AppConfig):
    name = "field_api.alerts"
    default_auto_field = "django.db.models.BigAutoField"
