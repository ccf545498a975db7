from django.apps import AppConfig


class Attachments(AppConfig):
    name = "field_api.attachments"
    default_auto_field = "django.db.models.BigAutoField"
