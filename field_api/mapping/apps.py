from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "field_api.mapping"
    label = "mapping"
