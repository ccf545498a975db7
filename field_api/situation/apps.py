from django.apps import AppConfig


class Situation(AppConfig):
    name = "field_api.situation"
    default_auto_field = "django.db.models.BigAutoField"
