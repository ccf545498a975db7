from django.apps import AppConfig


class Policy(AppConfig):
    name = "field_api.policy"
    default_auto_field = "django.db.models.BigAutoField"
