from django.apps import AppConfig


class Policy(AppConfig):
    name = "field_api.policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.policy.actions import asking, importing, reorganising  # noqa: PLC0415
        from field_api.policy.actions.carrying import take_two  # noqa: PLC0415
        from field_api.policy.rules.two_persons import Kind  # noqa: PLC0415

        asking.ask_with_tokens()
        take_two(Kind.UNIT, reorganising.carry_move, reorganising.page_of_move)
        take_two(Kind.IMPORT, importing.carry_proposed, importing.page_of)
