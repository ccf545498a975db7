from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

# An entry is read for ever with the version it was written in. Only retirement may be added to a
# row, once; the list of columns is spelled out so that a new column is guarded until it is named.
APPEND_ONLY = """
CREATE FUNCTION catalogue_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.retired_at IS NULL
     AND to_jsonb(NEW) - 'retired_at' - 'retired_by' = to_jsonb(OLD) - 'retired_at' - 'retired_by'
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a published form stays as it is: % refused', TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER catalogue_forms_stay BEFORE UPDATE OR DELETE ON catalogue_form
  FOR EACH ROW EXECUTE FUNCTION catalogue_refuse();
CREATE TRIGGER catalogue_table_stays BEFORE TRUNCATE ON catalogue_form
  FOR EACH STATEMENT EXECUTE FUNCTION catalogue_refuse();
"""

UNDO = """
DROP TRIGGER catalogue_table_stays ON catalogue_form;
DROP TRIGGER catalogue_forms_stay ON catalogue_form;
DROP FUNCTION catalogue_refuse();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(db_default=Now())),
                ("published_by", models.TextField()),
                ("retired_at", models.DateTimeField(null=True)),
                ("retired_by", models.TextField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "version"], name="a_form_version_is_published_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(version__gte=1), name="a_form_version_counts_from_one"
                    ),
                    models.CheckConstraint(
                        condition=~Q(published_by=""), name="a_form_names_its_publisher"
                    ),
                    models.CheckConstraint(
                        condition=Q(retired_at__isnull=True, retired_by__isnull=True)
                        | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_by=""),
                        name="a_retired_form_names_who_retired_it",
                    ),
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
