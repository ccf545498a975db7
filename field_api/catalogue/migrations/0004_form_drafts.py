from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

import field_api.lib.ids

# Whoever approves has read what they approve: a draft is replaced by another, never edited.
CONTENT_STAYS = """
CREATE FUNCTION catalogue_form_draft_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a form that was brought in stays as it is: bring in the next'
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_form_draft_stays BEFORE UPDATE ON catalogue_formdraft
  FOR EACH ROW EXECUTE FUNCTION catalogue_form_draft_stays();
"""
UNDO = """
DROP TRIGGER catalogue_form_draft_stays ON catalogue_formdraft;
DROP FUNCTION catalogue_form_draft_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_list_drafts")]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
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
                ("kind", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("notices", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_default=Now())),
                ("made_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(version__gte=1), name="a_form_draft_counts_from_one"
                    ),
                    models.CheckConstraint(
                        condition=~Q(made_by=""), name="a_form_draft_names_who_brought_it"
                    ),
                ],
            },
        ),
        migrations.RunSQL(CONTENT_STAYS, UNDO),
    ]
