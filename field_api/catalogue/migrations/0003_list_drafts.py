from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

import field_api.lib.ids

CONTENT_STAYS = """
    CREATE FUNCTION catalogue_list_draft_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a list that was brought in stays as it is: bring in the next'
          USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER catalogue_list_draft_stays BEFORE UPDATE ON catalogue_listdraft
    FOR EACH ROW EXECUTE FUNCTION catalogue_list_draft_stays();
"""
UNDO = """
    DROP TRIGGER catalogue_list_draft_stays ON catalogue_listdraft;
    DROP FUNCTION catalogue_list_draft_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_lists")]

    operations = [
        migrations.CreateModel(
            name="ListDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=field_api.lib.ids.new,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.TextField()),
                ("document", models.JSONField()),
                ("size", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(db_default=Now())),
                ("made_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(size__gte=1), name="a_list_draft_has_codes"),
                    models.CheckConstraint(
                        condition=~Q(made_by=""), name="a_list_draft_names_who_brought_it"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONTENT_STAYS, UNDO),
    ]
