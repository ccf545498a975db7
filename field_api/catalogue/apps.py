from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "field_api.catalogue"
    default_auto_field = "django.db.models.BigAutoField"
