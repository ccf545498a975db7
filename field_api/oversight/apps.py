from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "field_api.oversight"
    label = "oversight"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.oversight.actions import routing, system_settings  # noqa: PLC0415
        from field_api.policy.actions.carrying import take_two  # noqa: PLC0415
        from field_api.policy.rules.two_persons import Kind  # noqa: PLC0415

        take_two(Kind.ROUTE, routing.carry, routing.page)
        take_two(Kind.SYSTEM, system_settings.carry, system_settings.page)
