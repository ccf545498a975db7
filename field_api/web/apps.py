"""The web door: the handset page, its service worker and the parts the desk pages share."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Owns no tables: every fact it shows comes from the API."""

    name = "field_api.web"
    label = "web"
