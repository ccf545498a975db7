from django.apps import AppConfig


class Submissions(AppConfig):
    name = "field_api.submissions"
    default_auto_field = "django.db.models.BigAutoField"
