from django.apps import AppConfig


class Drafts(AppConfig):
    name = "field_api.drafts"
    default_auto_field = "django.db.models.BigAutoField"
