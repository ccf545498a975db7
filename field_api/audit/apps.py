from django.apps import AppConfig


class Audit(AppConfig):
    name = "field_api.audit"
    default_auto_field = "django.db.models.BigAutoField"
