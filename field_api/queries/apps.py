from django.apps import AppConfig


class Queries(AppConfig):
    name = "field_api.queries"
    default_auto_field = "django.db.models.BigAutoField"
