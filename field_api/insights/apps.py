from django.apps import AppConfig


class Insights(AppConfig):
    name = "field_api.insights"
