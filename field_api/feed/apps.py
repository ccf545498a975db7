from django.apps import AppConfig


class Feed(AppConfig):
    name = "field_api.feed"
    default_auto_field = "django.db.models.BigAutoField"
