from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "field_api.catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Not before the models are loaded.
        from field_api.catalogue.actions import form_drafts, list_drafts  # noqa: PLC0415
        from field_api.policy.actions.carrying import take_two  # noqa: PLC0415
        from field_api.policy.rules.two_persons import Kind  # noqa: PLC0415

        take_two(Kind.FORM, form_drafts.publish_proposed, form_drafts.page)
        take_two(Kind.RETIRE, form_drafts.retire_proposed, form_drafts.page)
        take_two(Kind.LIST, list_drafts.carry, list_drafts.page)
