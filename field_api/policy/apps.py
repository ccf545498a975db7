from django.apps import AppConfig


class Policy(AppConfig):
    name = "field_api.policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.policy.actions import asking  # noqa: PLC0415

        asking.ask_with_tokens()
