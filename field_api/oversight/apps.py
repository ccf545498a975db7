from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "field_api.oversight"
    label = "oversight"
