from django.apps import AppConfig


class Identity(AppConfig):
    name = "field_api.identity"
    default_auto_field = "django.db.models.BigAutoField"
