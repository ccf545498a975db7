from django.apps import AppConfig


class Intelligence(AppConfig):
    name = "field_api.intelligence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.connectors import actions as connectors  # noqa: PLC0415
        from field_api.intelligence.actions import answering  # noqa: PLC0415

        connectors.answered_by(answering.NAME, answering.answer)
