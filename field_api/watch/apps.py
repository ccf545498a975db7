from django.apps import AppConfig


class Watch(AppConfig):
    name = "field_api.watch"
    default_auto_field = "django.db.models.BigAutoField"
