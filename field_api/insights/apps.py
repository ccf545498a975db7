from django.apps import AppConfig


class Insights(AppConfig):
    name = "field_api.insights"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.insights.actions import rendering  # noqa: PLC0415
        from field_api.insights.rules import RETURNS  # noqa: PLC0415
        from field_api.oversight.actions.form_effects import drawn_from  # noqa: PLC0415

        rendering.offer()
        for one in RETURNS.values():
            for kind in one.kinds:
                title = one.title.format(fraud_centre="the fraud centre")
                fields = [f"/{one.moment}"] if one.moment else []
                drawn_from(title=title, kind=kind, fields=fields)
