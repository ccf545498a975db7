from django.apps import AppConfig


class Notebook(AppConfig):
    name = "field_api.notebook"
    default_auto_field = "django.db.models.BigAutoField"
