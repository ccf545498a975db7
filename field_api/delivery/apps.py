from django.apps import AppConfig


class Delivery(AppConfig):
    name = "field_api.delivery"
    default_auto_field = "django.db.models.BigAutoField"
