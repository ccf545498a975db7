from django.apps import AppConfig


class Ledger(AppConfig):
    name = "field_api.ledger"
    default_auto_field = "django.db.models.BigAutoField"
